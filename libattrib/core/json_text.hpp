/// @file
/// Texts as JSON has them.
#pragma once

#include <string>
#include <string_view>

namespace attrib {

/// Appends the text in quotes. REQUIRES: UTF-8.
void append_json_text(std::string& out, std::string_view text);

}  // namespace attrib
