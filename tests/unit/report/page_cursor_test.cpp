#include <libattrib/report/page_cursor.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

const conversion_key key{at("2025-03-01T10:00:00Z"), "u", 7};

}  // namespace

TEST_CASE("a cursor is a key and a number, and comes back from its text") {
    CHECK(cursor_text({key, 1}) == key_text(key) + ".1");
    for (const std::size_t shown : {1UL, 2UL, 1'000'000UL}) {
        const page_cursor cursor{key, shown};
        CHECK(parse_cursor(cursor_text(cursor)).value() == cursor);
    }
}

TEST_CASE("other texts are no cursors") {
    const std::string good = cursor_text({key, 1});
    for (const std::string& wrong :
         {std::string(), std::string("."), key_text(key), key_text(key) + ".", key_text(key) + ".0",
          key_text(key) + ".01", key_text(key) + ".-1", good + "x", good + ".1", "x" + good,
          key_text(key) + ".99999999999999999999999", std::string(100'000, 'A')}) {
        CAPTURE(wrong.substr(0, 40));
        const auto read = parse_cursor(wrong);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().code == errc::invalid_option);
    }
}

}  // namespace attrib::test
