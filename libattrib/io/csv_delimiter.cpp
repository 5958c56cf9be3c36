#include <algorithm>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <libattrib/io/csv_delimiter.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_header.hpp>
#include <utility>

namespace attrib {
namespace {

std::string_view without_empty_lines(std::string_view text) noexcept {
    text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
    return text;
}

}  // namespace

std::optional<char> stated_delimiter(std::string_view line) noexcept {
    constexpr std::string_view beginning = "sep=";
    if (line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() >= 2 && line.starts_with('"') && line.ends_with('"'))
        line = line.substr(1, line.size() - 2);
    if (!line.starts_with(beginning)) return std::nullopt;
    line.remove_prefix(beginning.size());
    if (const auto named = delimiter_named(line)) return *named;
    return std::nullopt;
}

char delimiter_of_header(std::string_view header, const known_name_counter& count_known) {
    char best = ',';
    std::pair<std::size_t, std::size_t> most{0, 1};  // known names, names
    for (const char delimiter : row_boundaries::usual_delimiters) {
        csv_rows rows(header, 1, {.delimiter = delimiter});
        if (!rows.next() || rows.has_stray_quote()) continue;
        const auto names = rows.values().all();
        const std::pair found{count_known(names), names.size()};
        if (names.size() < 2 || found <= most) continue;
        most = found;
        best = delimiter;
    }
    return best;
}

char delimiter_of_header(std::string_view header, const column_renames& renames) {
    return delimiter_of_header(header, [&](std::span<const std::string_view> names) {
        return count_known(names, renames);
    });
}

char delimiter_of_beginning(std::string_view text, const reading_options& reading) {
    if (reading.delimiter) return *reading.delimiter;
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    text = without_empty_lines(text);
    const std::string_view line = text.substr(0, text.find('\n'));
    if (const auto stated = stated_delimiter(line)) return *stated;
    const std::size_t end = first_row_end(text, row_boundaries::any_delimiter);
    return delimiter_of_header(end != 0 ? text.substr(0, end) : text, reading.renames);
}

}  // namespace attrib
