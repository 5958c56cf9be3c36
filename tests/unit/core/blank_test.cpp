#include <libattrib/core/blank.hpp>
#include <tests/catch.hpp>

namespace attrib {

TEST_CASE("six characters are blank, and no other byte") {
    const std::string_view blanks = " \t\n\v\f\r";
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        CHECK(is_blank(c) == (blanks.find(c) != std::string_view::npos));
    }
}

TEST_CASE("only blanks at the ends are trimmed") {
    CHECK(trimmed("\t a b\r\n") == "a b");
    CHECK(trimmed(" \v\f ").empty());
    CHECK(trimmed("").empty());
    CHECK(trimmed("\xC2\xA0").empty());
    CHECK(trimmed(" \xC2\xA0\t\xC2\xA0"
                  "a\xC2\xA0z\xC2\xA0 ") == "a\xC2\xA0z");
    CHECK(trimmed("\xC3\xA0") == "\xC3\xA0");
    CHECK(trimmed("\xA0") == "\xA0");
    CHECK(trimmed("\xC2") == "\xC2");
}

}  // namespace attrib
