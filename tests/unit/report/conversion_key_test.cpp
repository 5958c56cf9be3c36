#include <rapidcheck.h>
#include <libattrib/report/conversion_key.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("a key is the text it was always") {
    CHECK(key_text({at("2025-03-01T10:00:00Z"), "u", -7}) ==
          "MTc0MDgyMzIwMDAwMDAwMAB1AC03");  // addresses that users hold go on after an update
}

TEST_CASE("every key comes back from its text") {
    const bool holds = rc::check([] {
        const auto text = rc::gen::container<std::string>(
            rc::gen::element('a', 'z', ' ', '\n', '"', '\'', '-', '\x7F'));
        const conversion_key key{
            at("2025-03-01T10:00:00Z") + microseconds{*rc::gen::inRange(0, 1'000'000)}, *text,
            *rc::gen::arbitrary<std::int64_t>()};
        const std::string written = key_text(key);
        RC_ASSERT(written.find_first_not_of(
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
                  std::string::npos);
        const auto read = parse_key(written);
        RC_ASSERT(read.has_value());
        RC_ASSERT(*read == key);
    });
    CHECK(holds);
}

TEST_CASE("the longest key has 400 letters at most") {
    const conversion_key longest{end_of_event_time - microseconds{1}, std::string(256, 'u'),
                                 std::numeric_limits<std::int64_t>::min()};
    CHECK(key_text(longest).size() <= 400);
    CHECK(parse_key(key_text(longest)).value() == longest);
}

TEST_CASE("other texts are no keys") {
    const std::string good = key_text({at("2025-03-01T10:00:00Z"), "u", 7});
    for (const std::string& wrong :
         {std::string(), std::string("x"), good + "=", good + "A", good.substr(1), " " + good,
          good.substr(0, good.size() - 1), good.substr(0, 22), std::string("MTc0MAB1AHA"),
          std::string("MTc0MDgyMzIwMDAwMDAwMAB1AHA"), std::string(100'000, 'A')}) {
        CAPTURE(wrong.substr(0, 40));
        const auto read = parse_key(wrong);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().code == errc::invalid_option);
    }
}

}  // namespace attrib::test
