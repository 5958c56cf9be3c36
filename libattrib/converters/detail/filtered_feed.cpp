#include <libattrib/converters/detail/filtered_feed.hpp>
#include <utility>

namespace attrib::detail {

result<std::unique_ptr<filtered_feed>> filtered_feed::open(const std::vector<std::string>& paths,
                                                           const event_file_options& options,
                                                           std::span<const indexed_chunk> chunks,
                                                           const user_bloom_filter& users) {
    auto files = event_file::open_all(paths, options);
    if (!files) return files.error();
    return std::unique_ptr<filtered_feed>(new filtered_feed(std::move(*files), chunks, users));
}

bool filtered_feed::read_some(event_consumer& consumer) {
    thread_local std::string bytes;  // does not become smaller: that would write zeros again
    thread_local event_chunk chunk;
    const std::size_t place = next_++;
    if (place >= chunks_.size()) return false;
    const chunk_place& where = chunks_[place].place;
    const event_file& file = files_[where.file];
    const std::size_t size = where.end - where.begin;
    if (bytes.size() < size) bytes.resize(size);
    if (auto read = file.read_at(where.begin, bytes.data(), size); !read)
        throw failure(read.error());
    chunk.is_plain = where.is_plain;
    chunk.text.clear();
    chunks_[place].rows.pick(*users_, [&](std::size_t begin, std::size_t row_bytes) {
        chunk.text.append(bytes, begin, row_bytes);
    });
    file.parse(chunk, consumer);
    position_ += size;
    return true;
}

}  // namespace attrib::detail
