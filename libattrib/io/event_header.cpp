#include <libattrib/core/utf8.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/foreign_format.hpp>

namespace attrib {

error no_header(const std::string& name, std::string_view row) {
    if (const auto sentence = foreign_format_of(row)) {
        std::string text(*sentence);
        for (std::size_t at = 0; (at = text.find("FILE", at)) != std::string::npos;
             at += name.size())
            text.replace(at, std::string_view("FILE").size(), name);
        return {errc::not_event_csv, name + ": " + text};
    }
    if (has_bare_carriage_return(row))
        return {errc::not_event_csv, name + ": " + std::string(carriage_return_lines)};
    return {errc::not_event_csv,
            name + ": is no CSV of events: its first line is not UTF-8 text with column names"};
}

result<row_parser> parser_of_header(std::string_view header, std::uint64_t line,
                                    const std::string& name, const column_renames& renames,
                                    kept_columns kept) {
    if (foreign_format_of(header) || !is_text(header.substr(0, kept_bytes_of_oversize_row)) ||
        (!header.ends_with('\n') && has_bare_carriage_return(header)))
        return no_header(name, header);
    csv_rows rows(header, line);
    rows.next();
    if (rows.is_unterminated() || rows.has_stray_quote())
        return error{errc::not_event_csv, name + ": the header has a quote that does not close"};
    auto mapped = map_columns(rows.values().all(), renames);
    if (!mapped) return error{mapped.error().code, name + ": " + mapped.error().message};
    return row_parser(name, std::move(*mapped), kept);
}

}  // namespace attrib
