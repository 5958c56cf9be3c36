#include <libattrib/core/utf8.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using namespace std::string_view_literals;

TEST_CASE("well-formed characters of every length are UTF-8") {
    for (const auto text :
         {"\x01"sv, "\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv,
          "\xEE\x80\x80"sv, "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
        CHECK(is_utf8(text));
        CHECK(is_utf8("a" + std::string(text) + "b"));
        if (text.size() > 1) CHECK_FALSE(is_utf8(text.substr(0, text.size() - 1)));
    }
}

TEST_CASE("overlong forms, surrogates, stray bytes and what lies beyond U+10FFFF are not") {
    for (const auto text :
         {"\x80"sv, "\xBF"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv,
          "\xED\xBF\xBF"sv, "\xF0\x8F\xBF\xBF"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv,
          "\xFF"sv, "\xC3("sv, "\xE2\x82("sv, "\xF0\x9F\x98("sv})
        CHECK_FALSE(is_utf8(text));
}

TEST_CASE("text is UTF-8 without NUL") {
    CHECK(is_text(""));
    CHECK(is_text(std::string_view()));
    CHECK(is_text("a\xC3\xA9"));
    CHECK_FALSE(is_text("a\0b"sv));
    CHECK_FALSE(is_text("\xC3"));
}

TEST_CASE("only A to Z become lower case") {
    CHECK(ascii_lower("@AZ[az\xC3\x89"sv) == "@az[az\xC3\x89");
    CHECK(ascii_lower(""sv).empty());
}

}  // namespace
}  // namespace attrib
