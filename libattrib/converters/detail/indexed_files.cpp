#include <libattrib/converters/detail/indexed_files.hpp>

namespace attrib::detail {

bool indexed_files::read_some(event_consumer& consumer) {
    thread_local row_index rows;  // in more memory than they need
    rows.clear();
    const auto place = files_.read_chunk(consumer, &rows);
    if (!place) return false;
    indexed_chunk chunk{*place, rows};
    const std::scoped_lock lock(mutex_);
    bytes_ += sizeof chunk + chunk.rows.bytes();
    chunks_.push_back(std::move(chunk));
    return bytes_ <= max_bytes_;
}

std::optional<std::span<const indexed_chunk>> indexed_files::chunks() const noexcept {
    if (bytes_ > max_bytes_) return std::nullopt;
    return chunks_;
}

}  // namespace attrib::detail
