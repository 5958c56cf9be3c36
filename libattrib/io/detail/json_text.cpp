#include <libattrib/core/blank.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/detail/json_text.hpp>
#include <libattrib/io/json_rows.hpp>

namespace attrib::detail {
namespace {

// Whether the source ends in an array of rows; `rest` follows the last of them.
bool is_cut_between_rows(const json_text& piece, std::string_view rest) {
    if (!piece.ends_source) return false;
    const std::size_t last = rest.find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos) return piece.is_in_array;
    return rest[last] == ',' || rest[last] == '[' || (piece.is_in_array && rest[last] != ']');
}

std::optional<rule_break> parse_row(json_rows& rows, json_event_parser& parser, event& parsed) {
    std::optional<rule_break> broken;
    do {
        broken = rows.text().size() > max_row_bytes ? rule_break{reject_reason::row_too_long, {}}
                                                    : parser.parse(rows.text(), parsed);
    } while (broken && rows.look_closer());
    return broken;
}

}  // namespace

void parse_json(const json_text& piece, json_event_parser& parser, row_taker& taker) {
    event parsed;
    bool is_cut_off = false;
    json_rows rows(piece.text, piece.first_line, piece.is_by_line);
    while (rows.next()) {
        std::optional<rule_break> broken = parse_row(rows, parser, parsed);
        is_cut_off = rows.is_cut_off() && piece.ends_source;
        if (is_cut_off) broken = rule_break{reject_reason::cut_off, {}};
        const auto take = [&] {
            const std::string_view text =
                parser.is_of_body() && !is_cut_off ? parser.text() : rows.text();
            if (broken)
                taker.refuse(*broken, rows.line(), text);
            else
                taker.accept(parsed, rows.line(), text);
        };
        take();
        for (; !is_cut_off && parser.has_more(); take()) broken = parser.parse_next(parsed);
    }
    if (!is_cut_off && is_cut_between_rows(piece, rows.rest()))
        taker.refuse({reject_reason::cut_off, {}}, rows.line(), trimmed(rows.rest()));
}

}  // namespace attrib::detail
