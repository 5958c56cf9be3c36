#include <algorithm>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/row_parser.hpp>

namespace attrib {

row_counts& row_counts::operator+=(const row_counts& more) noexcept {
    read += more.read;
    accepted += more.accepted;
    rejected += more.rejected;
    bytes += more.bytes;
    forgotten += more.forgotten;
    rounded += more.rounded;
    return *this;
}

namespace {

// Says of each row whether it was one; counts.
class row_taker {
   public:
    row_taker(const std::string& path, event_consumer& consumer, row_counts& counts)
        : path_(path), consumer_(consumer), counts_(counts) {}

    void accept(const event& parsed) {
        ++counts_.read;
        ++counts_.accepted;
        counts_.rounded += parsed.is_value_rounded ? 1 : 0;
        consumer_.accept(parsed);
    }

    void refuse(const rule_break& broken, std::uint64_t line, std::string_view text) {
        ++counts_.read;
        ++counts_.rejected;
        consumer_.refuse({path_, line, broken.reason, message_of(broken),
                          text.substr(0, broken.reason == reject_reason::row_too_long
                                             ? kept_bytes_of_oversize_row
                                             : text.size())});
    }

   private:
    const std::string& path_;
    event_consumer& consumer_;
    row_counts& counts_;
};

// What is wrong with a row whose values are none.
rule_break break_of(const csv_rows& rows) noexcept {
    return {rows.text().size() > max_row_bytes ? reject_reason::row_too_long
                                               : reject_reason::stray_quote,
            {}};
}

void parse_csv(const event_chunk& chunk, event_parser& parser, const csv_format& format,
               row_taker& taker, row_marks* marks) {
    const bool is_clean = chunk.is_plain || is_text(chunk.text);
    event parsed;
    std::size_t marked = 0;
    for (csv_rows rows(chunk.text, chunk.first_line, format); rows.next();) {
        if (marks != nullptr) {
            marks->add(user_filter::key_of(parser.user_of(rows.values())),
                       rows.position() - marked);
            marked = rows.position();
        }
        const bool is_row = rows.text().size() <= max_row_bytes && !rows.has_stray_quote();
        if (is_row && parser.parse(rows.values(), rows.text().size(),
                                   is_clean || is_text(rows.text()), parsed))
            taker.accept(parsed);
        else
            taker.refuse(is_row ? parser.broken() : break_of(rows), rows.line(), rows.text());
    }
}

void parse_json(const event_chunk& chunk, const reading_options& reading, row_taker& taker) {
    json_event_parser parser(reading);
    event parsed;
    std::uint64_t line = chunk.first_line;
    for (std::string_view rest = chunk.text; !rest.empty(); ++line) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view row = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (row.ends_with('\r')) row.remove_suffix(1);
        if (row.empty()) continue;
        std::optional<rule_break> broken;
        if (row.size() > max_row_bytes)
            broken = rule_break{reject_reason::row_too_long, {}};
        else
            broken = parser.parse(row, parsed);
        if (broken)
            taker.refuse(*broken, line, row);
        else
            taker.accept(parsed);
    }
}

}  // namespace

row_counts row_parser::parse(const event_chunk& chunk, event_consumer& consumer,
                             row_marks* marks) const {
    if (marks != nullptr) marks->clear();
    row_counts counts;
    counts.bytes = chunk.end - chunk.begin;
    row_taker taker(path_, consumer, counts);
    if (chunk.oversize)
        taker.refuse({reject_reason::row_too_long, {}}, chunk.first_line, chunk.text);
    else if (is_json_)
        parse_json(chunk, reading_, taker);
    else {
        event_parser parser(mapping_, kept_, reading_);
        parse_csv(chunk, parser, {delimiter(), reading_.null_texts}, taker, marks);
    }
    return counts;
}

}  // namespace attrib
