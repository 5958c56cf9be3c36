#include <libattrib/io/event_file.hpp>

#include <algorithm>
#include <cstring>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/csv_delimiter.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/object_scanner.hpp>
#include <libattrib/io/structural_cursor.hpp>
#include <libattrib/io/text_stats.hpp>
#include <optional>

namespace attrib {
namespace {

// The last line may lack its line feed.
std::uint64_t lines_of(std::string_view text, std::uint64_t line_feeds) noexcept {
    return line_feeds + static_cast<std::uint64_t>(!text.empty() && text.back() != '\n');
}

// Text that was read and not handed out. Its memory keeps its size: making a string longer would
// write zeros over what is read next.
class pending_text {
   public:
    [[nodiscard]] std::string_view view() const noexcept { return {bytes_.data(), size_}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    // Where more text goes, room for `size` in all.
    char* room_for(std::size_t size) {
        if (bytes_.size() < size) bytes_.resize(size);
        return bytes_.data() + size_;
    }
    void add(std::size_t size) noexcept { size_ += size; }

    void drop(std::size_t size) noexcept {
        size_ -= size;
        std::memmove(bytes_.data(), bytes_.data() + size, size_);
    }

    // Moves the first `size` bytes to `out`, whose memory is used for what is read next.
    void take(std::size_t size, std::string& out) {
        out.swap(bytes_);
        size_ -= size;
        static_cast<void>(room_for(size_));
        std::memcpy(bytes_.data(), out.data() + size, size_);
        out.resize(size);
    }

   private:
    std::string bytes_;
    std::size_t size_ = 0;
};

}  // namespace

struct event_file::state {
    std::string path;
    std::size_t chunk_bytes;
    std::unique_ptr<byte_source> source;
    std::optional<row_parser> parser;  // once the header is read

    pending_text pending;      // begins at the beginning of a row
    std::uint64_t offset = 0;  // of pending
    std::uint64_t line = 1;    // of pending
    bool at_end = false;
    bool is_in_array = false;  // whether it is JSON that begins with a bracket

    [[nodiscard]] error fail(errc code, const std::string& message) const {
        return {code, path + ": " + message};
    }

    // Reads until pending holds `size` bytes or the file ends; at_end then says that it is all.
    result<void> fill(std::size_t size) {
        if (at_end || pending.size() >= size) return {};
        char* const room = pending.room_for(size);
        auto got = source->read(room, size - pending.size());
        if (!got) return got.error();
        pending.add(*got);
        at_end = pending.size() < size;
        return {};
    }

    void drop(std::size_t size) {
        const std::string_view dropped = pending.view().substr(0, size);
        const std::uint64_t feeds = survey(dropped).line_feeds;
        line += parser && parser->is_json() ? feeds : lines_of(dropped, feeds);
        offset += size;
        pending.drop(size);
    }

    [[nodiscard]] std::string_view first_line() const noexcept;
    void skip_empty_lines();
    result<void> read_header(const event_file_options& options);
    result<bool> next(event_chunk& chunk);
    [[nodiscard]] row_ends find_ends(std::string_view seen, const text_stats& looked) const;
    result<bool> take(event_chunk& chunk, std::size_t size, const text_stats& looked);
    result<bool> take_oversize(event_chunk& chunk);
    [[nodiscard]] error unterminated() const;
};

result<void> event_file::state::read_header(const event_file_options& options) {
    if (auto filled = fill(max_row_bytes); !filled) return filled;
    if (pending.view().starts_with(byte_order_mark)) {
        pending.drop(byte_order_mark.size());
        offset += byte_order_mark.size();
    }
    if (begins_as_json(pending.view())) {
        is_in_array = trimmed(pending.view()).starts_with('[');
        parser.emplace(path, options.reading);
        return {};
    }
    skip_empty_lines();
    reading_options reading = options.reading;
    if (const auto stated = stated_delimiter(first_line())) {
        if (!reading.delimiter) reading.delimiter = stated;
        drop(first_line().size());
        skip_empty_lines();
    }
    if (pending.size() == 0)
        return fail(errc::not_event_csv, "is empty; a CSV of events begins with a header");
    const std::size_t end =
        first_row_end(pending.view(), reading.delimiter.value_or(row_boundaries::any_delimiter));
    const std::size_t size = end != 0 ? end : pending.size();
    const std::string_view row = pending.view().substr(0, size);
    if (end == 0 && !at_end) return no_header(path, row);
    auto made = parser_of_header(row, line, path, reading, options.kept);
    if (!made) {
        if (const auto further = header_further_down(pending.view(), line, path, reading))
            return *further;
        return made.error();
    }
    parser.emplace(std::move(*made));
    drop(size);
    return {};
}

// With its line end.
std::string_view event_file::state::first_line() const noexcept {
    const std::string_view text = pending.view();
    return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

void event_file::state::skip_empty_lines() {
    while (pending.view().starts_with("\n") || pending.view().starts_with("\r\n"))
        drop(pending.view().find('\n') + 1);
}

result<bool> event_file::state::next(event_chunk& chunk) {
    constexpr std::size_t line_end_bytes = 2;
    for (std::size_t size = chunk_bytes;;
         size = std::max(size * 2, max_row_bytes + line_end_bytes + 1)) {
        if (auto filled = fill(size); !filled) return filled.error();
        if (pending.size() == 0) return false;
        const std::string_view seen = pending.view().substr(0, size);
        const bool is_last = at_end && seen.size() == pending.size();
        text_stats looked = survey(seen);
        if (is_last && parser->is_json()) return take(chunk, seen.size(), looked);
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
row_ends event_file::state::find_ends(std::string_view seen, const text_stats& looked) const {
    if (parser->is_json()) {
        const std::size_t last = whole_rows_of(seen);
        return {last, last};
    }
    if (!looked.has_quote) {
        const std::size_t last = seen.rfind('\n') + 1;
        return {last, last};
    }
    row_ends ends = all_structure_finders().front().ends_of(seen, parser->delimiter());
    if (!ends.is_sure) {
        row_boundaries boundaries(parser->delimiter());
        const row_boundaries::found found = boundaries.scan(seen);
        ends = {found.first, found.last, boundaries.is_quoted()};
    }
    return ends;
}

// Hands out the first `size` bytes of pending, keeps the rest. `looked` says what these hold; plain
// they may be though it says no.
result<bool> event_file::state::take(event_chunk& chunk, std::size_t size,
                                     const text_stats& looked) {
    chunk.begin = offset;
    chunk.first_line = line;
    chunk.oversize = false;
    chunk.is_plain = looked.is_plain;
    chunk.is_in_array = is_in_array;
    chunk.ends_source = at_end && size == pending.size();
    pending.take(size, chunk.text);
    offset += size;
    // Of JSON rows may end inside a line.
    line += parser->is_json() && !chunk.ends_source ? looked.line_feeds
                                                    : lines_of(chunk.text, looked.line_feeds);
    chunk.end = offset;
    chunk.end_line = line;
    return true;
}

// Passes over one row that is too long to hold, keeping its beginning.
result<bool> event_file::state::take_oversize(event_chunk& chunk) {
    chunk.begin = offset;
    chunk.first_line = line;
    chunk.oversize = true;
    chunk.is_plain = false;
    chunk.text = pending.view().substr(0, kept_bytes_of_oversize_row);
    row_boundaries boundaries(parser->delimiter());
    object_scanner objects;
    const auto row_end = [&]() -> std::size_t {
        if (!parser->is_json()) return boundaries.scan(pending.view()).first;
        return objects.scan(pending.view()) ? objects.taken() : 0;
    };
    std::size_t end = row_end();
    while (end == 0 && !(at_end && pending.size() == 0)) {
        line += static_cast<std::uint64_t>(std::ranges::count(pending.view(), '\n'));
        offset += pending.size();
        pending.drop(pending.size());
        if (auto filled = fill(chunk_bytes); !filled) return filled.error();
        end = row_end();
    }
    if (end == 0 && boundaries.is_quoted()) {
        offset = chunk.begin;
        line = chunk.first_line;
        return unterminated();
    }
    chunk.ends_source = end == 0;
    if (end == 0)
        ++line;
    else
        drop(end);
    chunk.end = offset;
    chunk.end_line = line;
    return true;
}

error event_file::state::unterminated() const {
    return {errc::unterminated_quote,
            path + ": line " + std::to_string(line) +
                ": a quoted value in this row does not close before the file ends; the file is cut "
                "off, or a quote in the row is not doubled"};
}

event_file::event_file(std::unique_ptr<state> opened) : state_(std::move(opened)) {}
event_file::event_file(event_file&&) noexcept = default;
event_file& event_file::operator=(event_file&&) noexcept = default;
event_file::~event_file() = default;

result<event_file> event_file::open(const std::string& path, const event_file_options& options) {
    auto source = open_byte_source(path);
    if (!source) return source.error();
    auto opened = std::make_unique<state>();
    opened->path = path == "-" ? "standard input" : path;
    opened->chunk_bytes = std::max<std::size_t>(options.chunk_bytes, 1);
    opened->source = std::move(*source);
    if (auto read = opened->read_header(options); !read) return read.error();
    return event_file(std::move(opened));
}

result<std::vector<event_file>> event_file::open_all(const std::vector<std::string>& paths,
                                                     const event_file_options& options) {
    std::vector<event_file> files;
    files.reserve(paths.size());
    for (const std::string& path : paths) {
        auto file = open(path, options);
        if (!file) return file.error();
        files.push_back(std::move(*file));
    }
    if (auto used = check_columns(files); !used) return used.error();
    return files;
}

result<void> event_file::check_columns(std::span<const event_file> files) {
    const auto is_json = [](const event_file& file) { return file.state_->parser->is_json(); };
    if (std::ranges::any_of(files, is_json)) return {};
    const column_renames unused = unused_renames(files);
    if (unused.empty()) return {};
    const event_file& first = files.front();
    return no_such_column(
        files.size() == 1 ? first.path() : "none of the files, as " + first.path(), unused.front(),
        first.state_->parser->mapping().header_text);
}

result<bool> event_file::next(event_chunk& chunk) { return state_->next(chunk); }

result<void> event_file::skip_to(std::uint64_t offset, std::uint64_t line) {
    state& file = *state_;
    const std::uint64_t ahead = offset - file.offset;
    if (ahead < file.pending.size()) {
        file.pending.drop(ahead);
    } else {
        const std::uint64_t beyond = ahead - file.pending.size();
        file.pending.drop(file.pending.size());
        if (auto skipped = file.source->skip(beyond); !skipped) return skipped;
    }
    file.offset = offset;
    file.line = line;
    return {};
}

row_counts event_file::parse(const event_chunk& chunk, event_consumer& consumer,
                             row_watcher* watcher) const {
    return state_->parser->parse(chunk, consumer, watcher);
}

bool event_file::has_row_places() const noexcept {
    return !state_->parser->is_json() && state_->source->has_places();
}

result<void> event_file::read_at(std::uint64_t offset, char* out, std::size_t size) const {
    return state_->source->read_at(offset, out, size);
}

column_renames event_file::unused_renames() const { return state_->parser->unused_renames(); }

column_renames event_file::unused_renames(std::span<const event_file> files) {
    if (files.empty()) return {};
    column_renames unused = files.front().unused_renames();
    for (const event_file& file : files.subspan(1)) keep_common(unused, file.unused_renames());
    return unused;
}

const std::string& event_file::path() const noexcept { return state_->path; }

std::uint64_t event_file::stored_size() const noexcept { return state_->source->stored_size(); }

std::uint64_t event_file::stored_position() const noexcept {
    return state_->source->stored_position();
}

const std::vector<std::string>& event_file::ignored_columns() const noexcept {
    return state_->parser->mapping().ignored;
}

}  // namespace attrib
