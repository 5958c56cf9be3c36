/// @file
/// How a source of events begins.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/io/reading_options.hpp>
#include <libattrib/io/row_parser.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// UTF-8's mark at the beginning of a text; it belongs to no row.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A parser of the rows under a header of CSV, the first row of the source `name`. Errors:
/// not_event_csv (binary, lines that end in carriage returns, a quote that does not close, a
/// required column missing or named twice), bad_mapping.
[[nodiscard]] result<row_parser> parser_of_header(std::string_view header, std::uint64_t line,
                                                  const std::string& name,
                                                  const reading_options& reading = {},
                                                  kept_columns kept = kept_columns::all);

/// A header after other lines, such as the title of a report: what to say of
/// it. Nothing when none of the first lines of `text`, which begins on `line`, is one.
[[nodiscard]] std::optional<error> header_further_down(std::string_view text, std::uint64_t line,
                                                       const std::string& name,
                                                       const reading_options& reading);

/// What a header is looked for of.
enum class header_of : unsigned char { events, paths };

/// What to say of a first row that is no header.
[[nodiscard]] error no_header(const std::string& name, std::string_view row,
                              header_of wanted = header_of::events);

}  // namespace attrib
