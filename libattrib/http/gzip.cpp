#include <zlib.h>

#include <libattrib/http/gzip.hpp>
#include <stdexcept>

namespace attrib {
namespace {

constexpr int gzip_window = 15 + 16;  // 16: with gzip's header
constexpr int gzip_memory = 8;

// zlib does not write to its input, but its interface does not say so.
Bytef* input_of(std::string_view text) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

std::string gzip_of(std::string_view text) {
    z_stream stream{};
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, gzip_memory,
                       Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib cannot begin to compress");
    std::string packed(::deflateBound(&stream, text.size()), '\0');
    stream.next_in = input_of(text);
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int done = ::deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (done != Z_STREAM_END) throw std::runtime_error("zlib cannot compress");
    return packed;
}

boost::system::result<std::string, gunzip_error> gunzip(std::string_view packed,
                                                        std::size_t max_bytes) {
    z_stream stream{};
    if (::inflateInit2(&stream, gzip_window) != Z_OK)
        throw std::runtime_error("zlib cannot begin to decompress");
    std::string text(max_bytes + 1, '\0');
    stream.next_in = input_of(packed);
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int done = ::inflate(&stream, Z_FINISH);
    const bool is_whole = done == Z_STREAM_END && stream.avail_in == 0;
    text.resize(stream.total_out);
    ::inflateEnd(&stream);
    if (text.size() > max_bytes) return gunzip_error::too_large;
    if (!is_whole) return gunzip_error::corrupt;
    return text;
}

}  // namespace attrib
