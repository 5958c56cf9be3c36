/// @file
/// Parts of pages that are made as text.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace attrib::detail {

/// Text as content of an element, or as a value in double quotes.
[[nodiscard]] std::string html_escaped(std::string_view text);

/// The beginning of a table with these columns.
[[nodiscard]] std::string table_begin(std::initializer_list<std::string_view> columns);

}  // namespace attrib::detail
