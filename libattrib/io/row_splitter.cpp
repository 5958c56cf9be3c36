#include <algorithm>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/io/row_splitter.hpp>

namespace attrib {

void row_splitter::add(std::string_view bytes) {
    const std::size_t unneeded = begin_ - std::min(begin_, marked_bytes);
    bytes_.erase(0, unneeded);
    scanned_ -= unneeded;
    begin_ -= unneeded;
    bytes_.append(bytes);
    if (is_json_) return;
    // White space alone does not tell, nor does a bracket before it.
    const std::string_view open = std::string_view(bytes_).substr(begin_);
    const std::size_t first = open.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos) return;
    has_bracket_only_ = open[first] == '[' && open.size() < kept_bytes_of_oversize_row &&
                        open.find_first_not_of(" \t\r\n", first + 1) == std::string_view::npos;
    if (!has_bracket_only_) is_json_ = begins_as_json(open);
}

void row_splitter::restart(std::uint64_t offset, std::uint64_t line, std::string_view before) {
    bytes_ = before;
    begin_ = scanned_ = bytes_.size();
    boundaries_.restart();
    objects_ = {};
    has_object_ended_ = false;
    offset_ = offset;
    line_ = line;
    dropped_bytes_ = dropped_lines_ = 0;
}

// False as long as it may still become one.
bool row_splitter::skip_byte_order_mark() {
    if (offset_ != 0 || begin_ != 0) return true;
    if (bytes_.starts_with(byte_order_mark)) {
        begin_ = scanned_ = byte_order_mark.size();
        offset_ = begin_;
    }
    return bytes_.size() >= byte_order_mark.size() || !byte_order_mark.starts_with(bytes_);
}

std::optional<stream_row> row_splitter::next() {
    if (!skip_byte_order_mark() || has_bracket_only_) return std::nullopt;
    if (const auto end = is_json() ? find_json_end() : find_csv_end()) return take(*end - begin_);
    constexpr std::size_t line_end_bytes = 2;
    if (waiting() > max_row_bytes + line_end_bytes) drop_oversize();
    return std::nullopt;
}

std::optional<std::size_t> row_splitter::find_csv_end() {
    while (scanned_ < bytes_.size()) {
        // One line at a time, so that the state of the quotes is that of the row's end.
        const std::size_t feed = bytes_.find('\n', scanned_);
        const std::size_t end = feed == std::string::npos ? bytes_.size() : feed + 1;
        boundaries_.scan(std::string_view(bytes_).substr(scanned_, end - scanned_));
        scanned_ = end;
        if (feed != std::string::npos && !is_quoted()) return end;
    }
    return std::nullopt;
}

std::optional<std::size_t> row_splitter::find_json_end() {
    const std::string_view bytes(bytes_);
    if (!objects_.is_inside() && !has_object_ended_)
        for (; scanned_ < bytes.size() && is_row_separator(bytes[scanned_]); ++scanned_)
            if (bytes[scanned_] == '\n') return ++scanned_;
    if (!has_object_ended_) {
        has_object_ended_ = objects_.scan(bytes.substr(scanned_));
        scanned_ += objects_.taken();
    }
    if (!has_object_ended_) return std::nullopt;
    const auto end = after_separators(bytes, scanned_);
    if (!end) return std::nullopt;
    has_object_ended_ = false;
    scanned_ = *end;
    return end;
}

std::optional<stream_row> row_splitter::rest() {
    if (auto row = next()) return row;
    if (waiting() == 0 && dropped_bytes_ == 0) return std::nullopt;
    stream_row row = take(waiting());
    if (!row.text.ends_with('\n')) row.end_line = ++line_;
    return row;
}

stream_row row_splitter::take(std::size_t size) {
    stream_row row;
    row.text = std::string_view(bytes_).substr(begin_, size);
    row.begin = offset_;
    row.line = line_;
    offset_ += dropped_bytes_ + size;
    line_ += dropped_lines_ + static_cast<std::uint64_t>(std::ranges::count(row.text, '\n'));
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
    bytes_.erase(0, bytes_.size() - marked_bytes);
    begin_ = scanned_ = bytes_.size();
}

}  // namespace attrib
