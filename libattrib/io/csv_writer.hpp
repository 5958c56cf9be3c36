/// @file
/// Writing CSV as RFC 4180 has it: `,` between values, quotes where needed, `\n` after a row.
#pragma once

#include <libattrib/event/event.hpp>
#include <span>
#include <string>
#include <string_view>

namespace attrib {

/// Whether a value goes in quotes: it holds a comma, a quote, a line end or white space at either
/// end.
[[nodiscard]] bool needs_quotes(std::string_view value) noexcept;

/// Appends one value, where needed in quotes, inner ones doubled.
void append_csv_value(std::string& out, std::string_view value);

/// Appends a value for readers who open the file in a spreadsheet, where text that begins with
/// `=`, `+`, `-` or `@` (also in full width), a tab, a carriage return or a line feed may become a
/// formula: an apostrophe stands before it. Numbers are themselves.
void append_spreadsheet_value(std::string& out, std::string_view value);

/// Appends such values and a line end.
void append_spreadsheet_row(std::string& out, std::span<const std::string> values);

/// Appends the header of the canonical columns and a line end.
void append_event_header(std::string& out);

/// Appends the event as a row of the canonical columns and a line end; timestamps as
/// `2025-03-01T10:00:00.000000Z`, amounts with 2 to 6 decimals, null as nothing.
void append_event_row(std::string& out, const event& written);

}  // namespace attrib
