#include <libattrib/core/utf8.hpp>
#include <libattrib/io/csv_delimiter.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/detail/chunk_reader.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/foreign_format.hpp>
#include <libattrib/io/path_file.hpp>

namespace attrib {

struct path_file::state {
    chunk_reader reader;
    path_file_options options;
    path_columns columns;

    [[nodiscard]] error fail(const std::string& message) const {
        return {errc::not_path_csv, reader.path() + ": " + message};
    }
    result<void> read_header();
    result<void> find_columns(std::string_view header);
};

result<void> path_file::state::read_header() {
    if (auto begun = reader.begin(); !begun) return begun;
    const auto header = reader.find_header(options.delimiter);
    if (!header) return no_header(reader.path(), reader.pending(), header_of::paths);
    if (header->empty()) return fail("is empty; a CSV of paths begins with a header");
    if (foreign_format_of(*header) || !is_text(header->substr(0, kept_bytes_of_oversize_row)) ||
        (!header->ends_with('\n') && has_bare_carriage_return(*header)))
        return no_header(reader.path(), *header, header_of::paths);
    if (!options.delimiter)
        options.delimiter = delimiter_of_header(
            *header, [&](auto names) { return count_path_columns(names, options.columns); });
    if (auto found = find_columns(*header); !found) return found;
    reader.read_csv(*header, *options.delimiter);
    return {};
}

result<void> path_file::state::find_columns(std::string_view header) {
    csv_rows rows(header, reader.line(), {.delimiter = *options.delimiter});
    rows.next();
    if (rows.is_unterminated() || rows.has_stray_quote())
        return fail("the header has a quote that does not close");
    auto found = find_path_columns(rows.values().all(), options.columns);
    if (!found) return error{found.error().code, reader.path() + ": " + found.error().message};
    columns = *std::move(found);
    return {};
}

path_file::path_file(std::unique_ptr<state> opened) : state_(std::move(opened)) {}
path_file::path_file(path_file&&) noexcept = default;
path_file& path_file::operator=(path_file&&) noexcept = default;
path_file::~path_file() = default;

result<path_file> path_file::open(const std::string& path, const path_file_options& options) {
    auto reader = chunk_reader::open(path, options.chunk_bytes);
    if (!reader) return reader.error();
    auto opened = std::make_unique<state>(state{std::move(*reader), options, {}});
    if (auto read = opened->read_header(); !read) return read.error();
    return path_file(std::move(opened));
}

result<bool> path_file::next(event_chunk& chunk) { return state_->reader.next(chunk); }

namespace {

// Says of each row whether it was one; counts.
class path_taker {
   public:
    path_taker(const std::string& file, path_consumer& consumer)
        : file_(file), consumer_(consumer) {}

    void accept(const path_row& parsed, bool is_rounded) {
        ++counts.read;
        ++counts.accepted;
        counts.rounded += is_rounded ? 1 : 0;
        consumer_.accept(parsed);
    }

    void refuse(reject_reason reason, std::string message, std::uint64_t line,
                std::string_view text) {
        ++counts.read;
        ++counts.rejected;
        consumer_.refuse(
            {file_, line, reason, std::move(message),
             text.substr(0, reason == reject_reason::row_too_long ? kept_bytes_of_oversize_row
                                                                  : text.size())});
    }

    row_counts counts;

   private:
    const std::string& file_;
    path_consumer& consumer_;
};

}  // namespace

row_counts path_file::parse(const event_chunk& chunk, path_consumer& consumer) const {
    path_taker taker(path(), consumer);
    taker.counts.bytes = chunk.end - chunk.begin;
    const auto refuse = [&](reject_reason reason, std::uint64_t line, std::string_view text) {
        taker.refuse(reason, message_of(reason, "", 0), line, text);
    };
    if (chunk.oversize) {
        refuse(reject_reason::row_too_long, chunk.first_line, chunk.text);
        return taker.counts;
    }
    const path_file_options& options = state_->options;
    path_parser parser(state_->columns, options.separator, *options.delimiter);
    const bool is_clean = chunk.is_plain || is_text(chunk.text);
    path_row parsed;
    for (csv_rows rows(chunk.text, chunk.first_line, {*options.delimiter, options.null_texts});
         rows.next();) {
        if (rows.text().size() > max_row_bytes)
            refuse(reject_reason::row_too_long, rows.line(), rows.text());
        else if (rows.has_stray_quote())
            refuse(reject_reason::stray_quote, rows.line(), rows.text());
        else if (parser.parse(rows.values(), is_clean, parsed))
            taker.accept(parsed, parser.is_rounded());
        else
            taker.refuse(parser.reason(), parser.message(), rows.line(), rows.text());
    }
    return taker.counts;
}

const std::string& path_file::path() const noexcept { return state_->reader.path(); }

std::uint64_t path_file::stored_size() const noexcept {
    return state_->reader.source().stored_size();
}

std::uint64_t path_file::stored_position() const noexcept {
    return state_->reader.source().stored_position();
}

result<std::vector<path_file>> open_path_files(const std::vector<std::string>& paths,
                                               const path_file_options& options) {
    std::vector<path_file> files;
    files.reserve(paths.size());
    for (const std::string& path : paths) {
        auto file = path_file::open(path, options);
        if (!file) return file.error();
        files.push_back(*std::move(file));
    }
    return files;
}

}  // namespace attrib
