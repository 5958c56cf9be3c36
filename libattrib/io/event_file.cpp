#include <libattrib/io/event_file.hpp>

#include <algorithm>
#include <libattrib/io/detail/chunk_reader.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <optional>

namespace attrib {

struct event_file::state {
    chunk_reader reader;
    std::optional<row_parser> parser;  // once the header is read

    result<void> read_header(const event_file_options& options);
    result<void> read_csv_header(const event_file_options& options);
};

result<void> event_file::state::read_header(const event_file_options& options) {
    if (auto begun = reader.begin(); !begun) return begun;
    if (!begins_as_json(reader.pending())) return read_csv_header(options);
    reader.read_json();
    parser.emplace(reader.path(), options.reading);
    return {};
}

result<void> event_file::state::read_csv_header(const event_file_options& options) {
    const std::string& path = reader.path();
    reading_options reading = options.reading;
    const auto row = reader.find_header(reading.delimiter);
    if (!row) return no_header(path, reader.pending());
    if (row->empty())
        return error{errc::not_event_csv,
                     path + ": is empty; a CSV of events begins with a header"};
    auto made = parser_of_header(*row, reader.line(), path, reading, options.kept);
    if (!made) {
        if (const auto further =
                header_further_down(reader.pending(), reader.line(), path, reading))
            return *further;
        return made.error();
    }
    parser.emplace(std::move(*made));
    reader.read_csv(*row, parser->delimiter());
    return {};
}

event_file::event_file(std::unique_ptr<state> opened) : state_(std::move(opened)) {}
event_file::event_file(event_file&&) noexcept = default;
event_file& event_file::operator=(event_file&&) noexcept = default;
event_file::~event_file() = default;

result<event_file> event_file::open(const std::string& path, const event_file_options& options) {
    auto reader = chunk_reader::open(path, options.chunk_bytes);
    if (!reader) return reader.error();
    auto opened = std::make_unique<state>(state{std::move(*reader), {}});
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

result<bool> event_file::next(event_chunk& chunk) { return state_->reader.next(chunk); }

result<void> event_file::skip_to(std::uint64_t offset, std::uint64_t line) {
    return state_->reader.skip_to(offset, line);
}

row_counts event_file::parse(const event_chunk& chunk, event_consumer& consumer,
                             row_watcher* watcher) const {
    return state_->parser->parse(chunk, consumer, watcher);
}

bool event_file::has_row_places() const noexcept {
    return !state_->parser->is_json() && state_->reader.source().has_places();
}

result<void> event_file::read_at(std::uint64_t offset, char* out, std::size_t size) const {
    return state_->reader.source().read_at(offset, out, size);
}

column_renames event_file::unused_renames() const { return state_->parser->unused_renames(); }

column_renames event_file::unused_renames(std::span<const event_file> files) {
    if (files.empty()) return {};
    column_renames unused = files.front().unused_renames();
    for (const event_file& file : files.subspan(1)) keep_common(unused, file.unused_renames());
    return unused;
}

const std::string& event_file::path() const noexcept { return state_->reader.path(); }

std::uint64_t event_file::stored_size() const noexcept {
    return state_->reader.source().stored_size();
}

std::uint64_t event_file::stored_position() const noexcept {
    return state_->reader.source().stored_position();
}

const std::vector<std::string>& event_file::ignored_columns() const noexcept {
    return state_->parser->mapping().ignored;
}

}  // namespace attrib
