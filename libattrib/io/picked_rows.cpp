#include <libattrib/io/picked_rows.hpp>
#include <utility>

namespace attrib {

result<std::unique_ptr<picked_rows>> picked_rows::open(const std::vector<std::string>& paths,
                                                       const event_file_options& options,
                                                       std::span<const marked_chunk> chunks,
                                                       const user_filter& users) {
    auto files = event_file::open_all(paths, options);
    if (!files) return files.error();
    return std::unique_ptr<picked_rows>(new picked_rows(std::move(*files), chunks, users));
}

bool picked_rows::read_some(event_consumer& consumer) {
    thread_local std::string bytes;  // does not become smaller: that would write zeros again
    thread_local event_chunk chunk;
    const std::size_t place = next_++;
    if (place >= chunks_.size()) return false;
    const marked_chunk& marked = chunks_[place];
    const event_file& file = files_[marked.file];
    const std::size_t size = marked.end - marked.begin;
    if (bytes.size() < size) bytes.resize(size);
    if (auto read = file.read_at(marked.begin, bytes.data(), size); !read)
        throw failure(read.error());
    chunk.is_plain = marked.is_plain;
    chunk.text.clear();
    marked.marks.pick(*users_, [&](std::size_t begin, std::size_t row_bytes) {
        chunk.text.append(bytes, begin, row_bytes);
    });
    file.parse(chunk, consumer);
    position_ += size;
    return true;
}

}  // namespace attrib
