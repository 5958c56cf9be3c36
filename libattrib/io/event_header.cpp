#include <fmt/format.h>

#include <libattrib/core/utf8.hpp>
#include <libattrib/io/csv_delimiter.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/foreign_format.hpp>

namespace attrib {

error no_header(const std::string& name, std::string_view row, header_of wanted) {
    const bool is_of_events = wanted == header_of::events;
    const errc code = is_of_events ? errc::not_event_csv : errc::not_path_csv;
    if (const auto sentence = foreign_format_of(row)) {
        std::string text(*sentence);
        for (std::size_t at = 0; (at = text.find("FILE", at)) != std::string::npos;
             at += name.size())
            text.replace(at, std::string_view("FILE").size(), name);
        return {code, name + ": " + text};
    }
    if (has_bare_carriage_return(row))
        return {code, name + ": " + std::string(carriage_return_lines)};
    const std::string no_csv =
        name + ": is no CSV of " + (is_of_events ? "events" : "paths") + ": its first line is not ";
    if (is_utf8(row.substr(0, row.find('\n')))) return {code, no_csv + "text with column names"};
    return {code, no_csv +
                      "UTF-8 text with column names; if it is text of Windows, convert it: "
                      "iconv -f WINDOWS-1252 -t UTF-8 " +
                      name + " >" + name + ".utf8"};
}

result<row_parser> parser_of_header(std::string_view header, std::uint64_t line,
                                    const std::string& name, const reading_options& reading,
                                    kept_columns kept) {
    if (foreign_format_of(header) || !is_text(header.substr(0, kept_bytes_of_oversize_row)) ||
        (!header.ends_with('\n') && has_bare_carriage_return(header)))
        return no_header(name, header);
    reading_options found = reading;
    if (!found.delimiter) found.delimiter = delimiter_of_header(header, reading.renames);
    csv_rows rows(header, line, {.delimiter = *found.delimiter});
    rows.next();
    if (rows.is_unterminated() || rows.has_stray_quote())
        return error{errc::not_event_csv, name + ": the header has a quote that does not close"};
    auto mapped = map_columns(rows.values().all(), found);
    if (!mapped) return error{mapped.error().code, name + ": " + mapped.error().message};
    return row_parser(name, std::move(*mapped), kept, std::move(found));
}

std::optional<error> header_further_down(std::string_view text, std::uint64_t line,
                                         const std::string& name, const reading_options& reading) {
    constexpr int max_lines = 30;
    for (int i = 0; i < max_lines && !text.empty(); ++i, ++line) {
        const std::size_t feed = text.find('\n');
        const std::size_t end = feed == std::string_view::npos ? text.size() : feed + 1;
        if (i != 0 && parser_of_header(text.substr(0, end), line, name, reading))
            return error{errc::not_event_csv,
                         fmt::format("{0}: the header is on line {1}; take off what is above: tail "
                                     "-n +{1} {0} >{0}.csv",
                                     name, line)};
        text.remove_prefix(end);
    }
    return std::nullopt;
}

}  // namespace attrib
