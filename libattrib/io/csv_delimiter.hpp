/// @file
/// What stands between the values of a CSV, as its beginning tells.
#pragma once

#include <functional>
#include <libattrib/io/reading_options.hpp>
#include <optional>
#include <span>
#include <string_view>

namespace attrib {

/// The delimiter that a line `sep=;` states, which Excel reads and writes before a header.
[[nodiscard]] std::optional<char> stated_delimiter(std::string_view line) noexcept;

/// The delimiter of a CSV with this header: comma, semicolon, tab or pipe, by which most names are
/// known, then by which most names there are; a comma when nothing tells. `count_known` says how
/// many names are.
using known_name_counter = std::function<std::size_t(std::span<const std::string_view>)>;
[[nodiscard]] char delimiter_of_header(std::string_view header,
                                       const known_name_counter& count_known);

/// The same where the known names are those of columns of an event.
[[nodiscard]] char delimiter_of_header(std::string_view header, const column_renames& renames);

/// The delimiter of a whole file that begins so: the one given, the one that it states, that of its
/// header.
[[nodiscard]] char delimiter_of_beginning(std::string_view text, const reading_options& reading);

}  // namespace attrib
