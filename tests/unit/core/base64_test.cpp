#include <libattrib/core/base64.hpp>
#include <tests/catch.hpp>
#include <utility>

namespace attrib::test {

TEST_CASE("bytes go to base64url and back, with padding or without") {
    // RFC 4648, section 10.
    for (const auto& [bytes, text] : {std::pair<std::string, std::string>("", ""),
                                      {"f", "Zg"},
                                      {"fo", "Zm8"},
                                      {"foo", "Zm9v"},
                                      {"foob", "Zm9vYg"},
                                      {"fooba", "Zm9vYmE"},
                                      {"foobar", "Zm9vYmFy"}}) {
        CHECK(to_base64url(bytes) == text);
        CHECK(from_base64(text) == bytes);
        CHECK(from_base64(text + std::string((4 - text.size() % 4) % 4, '=')) == bytes);
    }
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    CHECK(from_base64(to_base64url(all)) == all);
}

TEST_CASE("both alphabets are read, and other text is not") {
    CHECK(to_base64url("\xFB\xFF") == "-_8");
    CHECK(from_base64("-_8") == "\xFB\xFF");
    CHECK(from_base64("+/8=") == "\xFB\xFF");
    for (const char* const wrong : {"A", "Zg=", "Zg=a", "Z===", "Zm9v Zg", "Zm9v\n", "Zm 9"})
        CHECK_FALSE(from_base64(wrong).has_value());
}

}  // namespace attrib::test
