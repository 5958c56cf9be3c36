#include <algorithm>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/detail/json_text.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/row_parser.hpp>
#include <mutex>
#include <optional>

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

// What is wrong with a row whose values are none.
rule_break break_of(const csv_rows& rows) noexcept {
    return {rows.text().size() > max_row_bytes ? reject_reason::row_too_long
                                               : reject_reason::stray_quote,
            {}};
}

void parse_csv(const event_chunk& chunk, event_parser& parser, const csv_format& format,
               detail::row_taker& taker, row_watcher* watcher) {
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

}  // namespace

// A parser takes longer to make than a short chunk takes to parse.
struct row_parser::idle_parsers {
    std::mutex mutex;
    std::vector<json_event_parser> parsers;

    std::optional<json_event_parser> take() {
        const std::scoped_lock lock(mutex);
        if (parsers.empty()) return std::nullopt;
        json_event_parser taken = std::move(parsers.back());
        parsers.pop_back();
        return taken;
    }

    void give(json_event_parser parser) {
        const std::scoped_lock lock(mutex);
        parsers.push_back(std::move(parser));
    }
};

row_parser::row_parser(std::string path, reading_options reading)
    : path_(std::move(path)),
      reading_(std::move(reading)),
      used_renames_(std::make_shared<std::vector<std::atomic<bool>>>(reading_.renames.size())),
      idle_(std::make_shared<idle_parsers>()),
      is_json_(true) {}

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
    detail::row_taker taker(path_, consumer, counts, latest);
    if (chunk.oversize)
        taker.refuse({reject_reason::row_too_long, {}}, chunk.first_line, chunk.text);
    else if (is_json_) {
        auto parser = idle_->take();
        if (!parser) parser.emplace(reading_);
        detail::parse_json(
            {chunk.text, chunk.first_line, chunk.ends_source, chunk.is_by_line, chunk.is_in_array},
            *parser, taker);
        for (std::size_t i = 0; i < used_renames_->size(); ++i)
            if (parser->used_renames()[i])
                (*used_renames_)[i].store(true, std::memory_order_relaxed);
        idle_->give(*std::move(parser));
    } else {
        event_parser parser(mapping_, kept_, reading_);
        parse_csv(chunk, parser, {delimiter(), reading_.null_texts}, taker, watcher);
    }
    return counts;
}

}  // namespace attrib
