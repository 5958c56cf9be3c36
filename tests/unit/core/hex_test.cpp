#include <libattrib/core/hex.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("all bytes as digits and back, in either case") {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    const std::string hex = hex_of(bytes);
    CHECK(hex.substr(0, 12) == "000102030405");
    CHECK(hex.substr(506) == "fdfeff");
    CHECK(bytes_of_hex(hex) == bytes);
    CHECK(bytes_of_hex("C3a4") == "\xc3\xa4");
}

TEST_CASE("what is no pair of digits ends the bytes") {
    CHECK(bytes_of_hex("").empty());
    CHECK(bytes_of_hex("4").empty());
    CHECK(bytes_of_hex("414").size() == 1);
    CHECK(bytes_of_hex("41g142") == "A");
    for (const char c : {'/', ':', '@', 'G', '`', 'g', ' ', '\0', '\xff'})
        CHECK(hex_digit_of(c) == -1);
}

}  // namespace attrib::test
