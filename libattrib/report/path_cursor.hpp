/// @file
/// Where a page of paths ends, as an opaque text.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/journeys/path_page.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// Two numbers in hexadecimal digits, parted by a point.
[[nodiscard]] std::string cursor_text(const path_place& place);

/// Error: invalid_option for a text that `cursor_text` does not make.
[[nodiscard]] result<path_place> parse_path_cursor(std::string_view text);

}  // namespace attrib
