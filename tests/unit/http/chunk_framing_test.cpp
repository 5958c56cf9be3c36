#include <libattrib/http/detail/chunk_framing.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

std::string chunked(const std::vector<std::string>& texts) {
    detail::out_queue out;
    for (const std::string& each : texts) {
        const auto owner = std::make_shared<const std::string>(each);
        detail::add_chunk(out, owner, *owner, owner->size());
    }
    out.add(detail::last_chunk);
    std::string sent;
    while (!out.is_empty()) {
        std::size_t taken = 0;
        for (const auto& buffer : out.buffers()) {
            sent.append(static_cast<const char*>(buffer.iov_base), buffer.iov_len);
            taken += buffer.iov_len;
        }
        out.take(taken);
    }
    return sent;
}

}  // namespace

TEST_CASE("a chunk is its size in hexadecimal, its bytes and a line end; the last one is empty") {
    CHECK(chunked({}) == "0\r\n\r\n");
    CHECK(chunked({"a"}) == "1\r\na\r\n0\r\n\r\n");
    CHECK(chunked({"0123456789abcdef", "\r\n"}) ==
          "10\r\n0123456789abcdef\r\n2\r\n\r\n\r\n0\r\n\r\n");
    const std::string large(0x4000a, 'x');
    CHECK(chunked({large}) == "4000a\r\n" + large + "\r\n0\r\n\r\n");
}

TEST_CASE("an empty text is no chunk, as it would end the body") {
    CHECK(chunked({"", "a", ""}) == chunked({"a"}));
}

TEST_CASE("the bytes of a chunk are not copied") {
    detail::out_queue out;
    const auto owner = std::make_shared<const std::string>("text");
    detail::add_chunk(out, owner, *owner, owner->size());
    REQUIRE(out.segments().size() == 2);
    CHECK(out.segments().front().body.data() == owner->data());
    CHECK(out.segments().front().owner_bytes == 4);
    CHECK(out.bytes() == 3 + 4 + 2);
}

}  // namespace attrib::test
