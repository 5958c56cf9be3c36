#include <algorithm>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/json_rows.hpp>
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
    row_taker(const std::string& path, event_consumer& consumer, row_counts& counts,
              timestamp latest)
        : path_(path), consumer_(consumer), counts_(counts), latest_(latest) {}

    void accept(const event& parsed, std::uint64_t line, std::string_view text) {
        if (parsed.event_timestamp > latest_) [[unlikely]]
            return refuse({reject_reason::timestamp_future, column::event_timestamp}, line, text);
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
    timestamp latest_;
};

// What is wrong with a row whose values are none.
rule_break break_of(const csv_rows& rows) noexcept {
    return {rows.text().size() > max_row_bytes ? reject_reason::row_too_long
                                               : reject_reason::stray_quote,
            {}};
}

void parse_csv(const event_chunk& chunk, event_parser& parser, const csv_format& format,
               row_taker& taker, row_watcher* watcher) {
    const bool is_clean = chunk.is_plain || is_text(chunk.text);
    event parsed;
    std::size_t passed = 0;
    for (csv_rows rows(chunk.text, chunk.first_line, format); rows.next();) {
        if (watcher != nullptr) {
            watcher->pass(parser.user_of(rows.values()), rows.position() - passed);
            passed = rows.position();
        }
        const bool is_row = rows.text().size() <= max_row_bytes && !rows.has_stray_quote();
        if (is_row && parser.parse(rows.values(), rows.text().size(),
                                   is_clean || is_text(rows.text()), parsed))
            taker.accept(parsed, rows.line(), rows.text());
        else
            taker.refuse(is_row ? parser.broken() : break_of(rows), rows.line(), rows.text());
    }
}

// Whether the source ends in an array of rows; `rest` follows the last of them.
bool is_cut_between_rows(const event_chunk& chunk, std::string_view rest) {
    if (!chunk.ends_source) return false;
    const std::size_t last = rest.find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos) return chunk.is_in_array;
    return rest[last] == ',' || rest[last] == '[' || (chunk.is_in_array && rest[last] != ']');
}

std::optional<rule_break> parse_row(json_rows& rows, json_event_parser& parser, event& parsed) {
    std::optional<rule_break> broken;
    do {
        broken = rows.text().size() > max_row_bytes ? rule_break{reject_reason::row_too_long, {}}
                                                    : parser.parse(rows.text(), parsed);
    } while (broken && rows.look_closer());
    return broken;
}

void parse_json(const event_chunk& chunk, const reading_options& reading, row_taker& taker,
                std::vector<std::atomic<bool>>& used) {
    json_event_parser parser(reading);
    event parsed;
    bool is_cut_off = false;
    json_rows rows(chunk.text, chunk.first_line, chunk.is_by_line);
    while (rows.next()) {
        std::optional<rule_break> broken = parse_row(rows, parser, parsed);
        is_cut_off = rows.is_cut_off() && chunk.ends_source;
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
    if (!is_cut_off && is_cut_between_rows(chunk, rows.rest()))
        taker.refuse({reject_reason::cut_off, {}}, rows.line(), trimmed(rows.rest()));
    for (std::size_t i = 0; i < used.size(); ++i)
        if (parser.used_renames()[i]) used[i].store(true, std::memory_order_relaxed);
}

}  // namespace

column_renames row_parser::unused_renames() const {
    if (!is_json_) return mapping_.unmatched;
    column_renames unused;
    for (std::size_t i = 0; i < reading_.renames.size(); ++i)
        if (!(*used_renames_)[i]) unused.push_back(reading_.renames[i]);
    return unused;
}

row_counts row_parser::parse(const event_chunk& chunk, event_consumer& consumer,
                             row_watcher* watcher, timestamp latest) const {
    row_counts counts;
    counts.bytes = chunk.end - chunk.begin;
    row_taker taker(path_, consumer, counts, latest);
    if (chunk.oversize)
        taker.refuse({reject_reason::row_too_long, {}}, chunk.first_line, chunk.text);
    else if (is_json_)
        parse_json(chunk, reading_, taker, *used_renames_);
    else {
        event_parser parser(mapping_, kept_, reading_);
        parse_csv(chunk, parser, {delimiter(), reading_.null_texts}, taker, watcher);
    }
    return counts;
}

}  // namespace attrib
