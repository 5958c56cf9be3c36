#include <rapidcheck.h>
#include <libattrib/report/page_cursor.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("a cursor is the text it was always") {
    CHECK(cursor_text({at("2025-03-01T10:00:00Z"), "u", "p"}) ==
          "MTc0MDgyMzIwMDAwMDAwMAB1AHA");  // pages that users hold go on after an update
}

TEST_CASE("every place comes back from its text") {
    const bool holds = rc::check([] {
        const auto text = rc::gen::container<std::string>(
            rc::gen::element('a', 'z', ' ', '\n', '"', '\'', '-', '\x7F'));
        const page_cursor place{
            at("2025-03-01T10:00:00Z") + microseconds{*rc::gen::inRange(0, 1'000'000)}, *text,
            *text};
        const std::string written = cursor_text(place);
        RC_ASSERT(written.find_first_not_of(
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
                  std::string::npos);
        const auto read = parse_cursor(written);
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == place);
    });
    CHECK(holds);
}

TEST_CASE("other texts are no cursors") {
    const std::string good = cursor_text({at("2025-03-01T10:00:00Z"), "u", "p"});
    for (const std::string& wrong :
         {std::string(), std::string("x"), good + "=", good + "A", good.substr(1), " " + good,
          good.substr(0, good.size() - 1), good.substr(0, 22), std::string("MTc0MAB1AHA"),
          std::string(100'000, 'A')}) {
        CAPTURE(wrong.substr(0, 40));
        const auto read = parse_cursor(wrong);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().code == errc::invalid_option);
    }
}

}  // namespace attrib::test
