#include <libattrib/core/random.hpp>
#include <libattrib/http/gzip.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("gunzip gives back what gzip took, up to its bound") {
    random_stream random(1);
    for (const std::size_t size : {0U, 1U, 1023U, 65'536U, 700'000U}) {
        std::string text;
        while (text.size() < size) text += static_cast<char>(random.below(7) * 37);
        CHECK(*gunzip(gzip_of(text), size) == text);
        CHECK(gunzip(gzip_of(text + "x"), size).error() == gunzip_error::too_large);
    }
}

TEST_CASE("a bomb is refused, and so is what is no gzip, cut off or followed by something") {
    CHECK(gunzip(gzip_of(std::string(std::size_t{64} << 20, '\0')), 1 << 20).error() ==
          gunzip_error::too_large);
    const std::string packed = gzip_of("events");
    for (const std::string& wrong :
         {std::string(), std::string("{}"), packed.substr(0, packed.size() - 1), packed + "x",
          packed + packed, packed.substr(1)}) {
        CHECK(gunzip(wrong, 1000).error() == gunzip_error::corrupt);
    }
    std::string changed = packed;
    changed[changed.size() - 6] = static_cast<char>(~changed[changed.size() - 6]);  // its CRC
    CHECK(gunzip(changed, 1000).error() == gunzip_error::corrupt);
}

}  // namespace attrib::test
