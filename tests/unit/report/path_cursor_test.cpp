#include <libattrib/core/random.hpp>
#include <libattrib/report/path_cursor.hpp>
#include <limits>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("every place of a path has one text, and that its place", "[property]") {
    random_stream random(50);
    constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    CHECK(cursor_text(path_place{31, 255}) == "1f.ff");
    for (int round = 0; round < 1'000; ++round) {
        const path_place place{1 + random.below(largest >> random.below(64)),
                               random.below(largest >> random.below(64))};
        const auto parsed = parse_path_cursor(cursor_text(place));
        REQUIRE(parsed);
        CHECK(*parsed == place);
    }
}

TEST_CASE("a text that is no place of a path is refused") {
    for (const char* const text :
         {"", ".", "1", "1.", ".1", "0.1", "1.1 ", " 1.1", "01.1", "1.01", "1.F", "1.1.1", "-1.1",
          "1.g", "0x1.1", "10000000000000000.1", "1.10000000000000000", "1,1"}) {
        INFO(text);
        const auto parsed = parse_path_cursor(text);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == errc::invalid_option);
    }
}

}  // namespace attrib::test
