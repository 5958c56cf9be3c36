#include <algorithm>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/io/row_splitter.hpp>

namespace attrib {

void row_splitter::add(std::string_view bytes) {
    bytes_.erase(0, begin_);
    scanned_ -= begin_;
    begin_ = 0;
    bytes_.append(bytes);
    // White space alone does not tell.
    if (!is_json_ && bytes_.find_first_not_of(" \t\r\n\xEF\xBB\xBF") != std::string::npos)
        is_json_ = begins_as_json(bytes_);
}

std::optional<stream_row> row_splitter::next() {
    while (scanned_ < bytes_.size()) {
        // One line at a time, so that the state of the quotes is that of the row's end.
        const std::size_t feed = bytes_.find('\n', scanned_);
        const std::size_t end = feed == std::string::npos ? bytes_.size() : feed + 1;
        const std::string_view piece = std::string_view(bytes_).substr(scanned_, end - scanned_);
        scanned_ = end;
        if (!is_json()) boundaries_.scan(piece);
        if (feed != std::string::npos && !is_quoted()) return take(end - begin_);
    }
    constexpr std::size_t line_end_bytes = 2;
    if (waiting() > max_row_bytes + line_end_bytes) drop_oversize();
    return std::nullopt;
}

std::optional<stream_row> row_splitter::rest() {
    if (auto row = next()) return row;
    if (waiting() == 0 && dropped_bytes_ == 0) return std::nullopt;
    return take(waiting());
}

stream_row row_splitter::take(std::size_t size) {
    stream_row row;
    row.text = std::string_view(bytes_).substr(begin_, size);
    row.begin = offset_;
    row.line = line_;
    offset_ += dropped_bytes_ + size;
    line_ += dropped_lines_ + static_cast<std::uint64_t>(std::ranges::count(row.text, '\n'));
    if (!row.text.ends_with('\n')) ++line_;
    row.end = offset_;
    row.end_line = line_;
    row.oversize = dropped_bytes_ != 0;
    if (row.oversize) row.text = beginning_;
    dropped_bytes_ = 0;
    dropped_lines_ = 0;
    begin_ += size;
    return row;
}

void row_splitter::drop_oversize() {
    const std::string_view open = std::string_view(bytes_).substr(begin_);
    if (dropped_bytes_ == 0) beginning_ = open.substr(0, kept_bytes_of_oversize_row);
    dropped_bytes_ += open.size();
    dropped_lines_ += static_cast<std::uint64_t>(std::ranges::count(open, '\n'));
    bytes_.clear();
    begin_ = 0;
    scanned_ = 0;
}

}  // namespace attrib
