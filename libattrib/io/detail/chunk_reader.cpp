#include <algorithm>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/csv_delimiter.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/detail/chunk_reader.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/object_scanner.hpp>

namespace attrib {
namespace {

// The last line may lack its line feed.
std::uint64_t lines_of(std::string_view text, std::uint64_t line_feeds) noexcept {
    return line_feeds + static_cast<std::uint64_t>(!text.empty() && text.back() != '\n');
}

}  // namespace

chunk_reader::chunk_reader(std::string path, std::unique_ptr<byte_source> source,
                           std::size_t chunk_bytes)
    : path_(std::move(path)),
      source_(std::move(source)),
      chunk_bytes_(std::max<std::size_t>(chunk_bytes, 1)) {}

result<chunk_reader> chunk_reader::open(const std::string& path, std::size_t chunk_bytes) {
    auto source = open_byte_source(path);
    if (!source) return source.error();
    return chunk_reader(path == "-" ? "standard input" : path, std::move(*source), chunk_bytes);
}

result<void> chunk_reader::begin() {
    if (auto filled = fill(max_row_bytes); !filled) return filled;
    if (pending().starts_with(byte_order_mark)) {
        pending_.drop(byte_order_mark.size());
        offset_ += byte_order_mark.size();
    }
    return {};
}

std::optional<std::string_view> chunk_reader::find_header(std::optional<char>& delimiter) {
    skip_empty_lines();
    if (const auto stated = stated_delimiter(first_line())) {
        if (!delimiter) delimiter = stated;
        drop(first_line().size());
        skip_empty_lines();
    }
    const std::size_t end =
        first_row_end(pending(), delimiter.value_or(row_boundaries::any_delimiter));
    if (end == 0 && !at_end_) return std::nullopt;
    return pending().substr(0, end != 0 ? end : pending_.size());
}

void chunk_reader::read_csv(std::string_view header, char delimiter) {
    delimiter_ = delimiter;
    drop(header.size());
}

void chunk_reader::read_json() noexcept {
    is_json_ = true;
    is_in_array_ = trimmed(pending()).starts_with('[');
}

// Reads until pending_ holds `size` bytes or the file ends; at_end_ then says that it is all.
result<void> chunk_reader::fill(std::size_t size) {
    if (at_end_ || pending_.size() >= size) return {};
    char* const room = pending_.room_for(size);
    auto got = source_->read(room, size - pending_.size());
    if (!got) return got.error();
    pending_.add(*got);
    at_end_ = pending_.size() < size;
    return {};
}

void chunk_reader::drop(std::size_t size) {
    const std::string_view dropped = pending().substr(0, size);
    const std::uint64_t feeds = survey(dropped).line_feeds;
    line_ += is_json_ ? feeds : lines_of(dropped, feeds);
    offset_ += size;
    pending_.drop(size);
}

result<void> chunk_reader::skip_to(std::uint64_t offset, std::uint64_t line) {
    const std::uint64_t ahead = offset - offset_;
    if (ahead < pending_.size()) {
        pending_.drop(ahead);
    } else {
        const std::uint64_t beyond = ahead - pending_.size();
        pending_.drop(pending_.size());
        if (auto skipped = source_->skip(beyond); !skipped) return skipped;
    }
    offset_ = offset;
    line_ = line;
    return {};
}

// With its line end.
std::string_view chunk_reader::first_line() const noexcept {
    const std::string_view text = pending_.view();
    return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

void chunk_reader::skip_empty_lines() {
    while (pending_.view().starts_with("\n") || pending_.view().starts_with("\r\n"))
        drop(pending_.view().find('\n') + 1);
}

result<bool> chunk_reader::next(event_chunk& chunk) {
    constexpr std::size_t line_end_bytes = 2;
    for (std::size_t size = chunk_bytes_;;
         size = std::max(size * 2, max_row_bytes + line_end_bytes + 1)) {
        if (auto filled = fill(size); !filled) return filled.error();
        if (pending_.size() == 0) return false;
        const std::string_view seen = pending_.view().substr(0, size);
        const bool is_last = at_end_ && seen.size() == pending_.size();
        text_stats looked = survey(seen);
        if (is_last && is_json_) return take(chunk, seen.size(), looked);
        const row_ends ends = find_ends(seen, looked);
        if (ends.last != 0) {
            looked.line_feeds -= survey(seen.substr(ends.last)).line_feeds;
            return take(chunk, ends.last, looked);
        }
        if (is_last && ends.is_quoted) return unterminated();
        if (seen.size() > max_row_bytes + line_end_bytes) return take_oversize(chunk);
        if (is_last) return take(chunk, seen.size(), looked);
    }
}

// Where rows end in `seen`; of the first one only whether there is one.
row_ends chunk_reader::find_ends(std::string_view seen, const text_stats& looked) const {
    if (is_json_) {
        const std::size_t last = whole_rows_of(seen);
        return {last, last};
    }
    if (!looked.has_quote) {
        const std::size_t last = seen.rfind('\n') + 1;
        return {last, last};
    }
    row_ends ends = all_structure_finders().front().ends_of(seen, delimiter_);
    if (!ends.is_sure) {
        row_boundaries boundaries(delimiter_);
        const row_boundaries::found found = boundaries.scan(seen);
        ends = {found.first, found.last, boundaries.is_quoted()};
    }
    return ends;
}

// Hands out the first `size` bytes of pending_, keeps the rest. `looked` says what these hold;
// plain they may be though it says no.
result<bool> chunk_reader::take(event_chunk& chunk, std::size_t size, const text_stats& looked) {
    chunk.begin = offset_;
    chunk.first_line = line_;
    chunk.oversize = false;
    chunk.is_plain = looked.is_plain;
    chunk.is_in_array = is_in_array_;
    chunk.ends_source = at_end_ && size == pending_.size();
    pending_.take(size, chunk.text);
    offset_ += size;
    // Of JSON rows may end inside a line.
    line_ += is_json_ && !chunk.ends_source ? looked.line_feeds
                                            : lines_of(chunk.text, looked.line_feeds);
    chunk.end = offset_;
    chunk.end_line = line_;
    return true;
}

// Passes over one row that is too long to hold, keeping its beginning.
result<bool> chunk_reader::take_oversize(event_chunk& chunk) {
    chunk.begin = offset_;
    chunk.first_line = line_;
    chunk.oversize = true;
    chunk.is_plain = false;
    chunk.text = pending_.view().substr(0, kept_bytes_of_oversize_row);
    row_boundaries boundaries(delimiter_);
    object_scanner objects;
    const auto row_end = [&]() -> std::size_t {
        if (!is_json_) return boundaries.scan(pending_.view()).first;
        return objects.scan(pending_.view()) ? objects.taken() : 0;
    };
    std::size_t end = row_end();
    while (end == 0 && !(at_end_ && pending_.size() == 0)) {
        line_ += static_cast<std::uint64_t>(std::ranges::count(pending_.view(), '\n'));
        offset_ += pending_.size();
        pending_.drop(pending_.size());
        if (auto filled = fill(chunk_bytes_); !filled) return filled.error();
        end = row_end();
    }
    if (end == 0 && boundaries.is_quoted()) {
        offset_ = chunk.begin;
        line_ = chunk.first_line;
        return unterminated();
    }
    chunk.ends_source = end == 0;
    if (end == 0)
        ++line_;
    else
        drop(end);
    chunk.end = offset_;
    chunk.end_line = line_;
    return true;
}

error chunk_reader::unterminated() const {
    return {errc::unterminated_quote,
            path_ + ": line " + std::to_string(line_) +
                ": a quoted value in this row does not close before the file ends; the file is cut "
                "off, or a quote in the row is not doubled"};
}

}  // namespace attrib
