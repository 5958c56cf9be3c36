#include <libattrib/core/utf8.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/row_parser.hpp>

namespace attrib {

row_counts& row_counts::operator+=(const row_counts& more) noexcept {
    read += more.read;
    accepted += more.accepted;
    rejected += more.rejected;
    bytes += more.bytes;
    forgotten += more.forgotten;
    return *this;
}

row_counts row_parser::parse(const event_chunk& chunk, event_consumer& consumer) const {
    row_counts counts;
    counts.bytes = chunk.end - chunk.begin;
    const auto refuse = [&](std::uint64_t line, const rule_break& broken, std::string_view text) {
        ++counts.rejected;
        consumer.refuse({path_, line, broken.reason, message_of(broken),
                         text.substr(0, broken.reason == reject_reason::row_too_long
                                            ? kept_bytes_of_oversize_row
                                            : text.size())});
    };
    if (chunk.oversize) {
        counts.read = 1;
        refuse(chunk.first_line, {reject_reason::row_too_long, {}}, chunk.text);
        return counts;
    }
    const bool is_plain = is_plain_ascii(chunk.text);
    event_parser parser(mapping_);
    event parsed;
    for (csv_rows rows(chunk.text, chunk.first_line); rows.next();) {
        ++counts.read;
        std::optional<rule_break> broken;
        if (rows.text().size() > max_row_bytes)
            broken = rule_break{reject_reason::row_too_long, {}};
        else if (rows.has_stray_quote())
            broken = rule_break{reject_reason::stray_quote, {}};
        else
            broken = parser.parse(rows.values(), is_plain, parsed);
        if (broken) {
            refuse(rows.line(), *broken, rows.text());
            continue;
        }
        ++counts.accepted;
        consumer.accept(parsed);
    }
    return counts;
}

}  // namespace attrib
