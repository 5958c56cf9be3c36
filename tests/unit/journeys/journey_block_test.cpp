#include <libattrib/journeys/journey_block.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("a set of columns has the channel always") {
    const touch_columns none;
    CHECK(none.has(touch_column::channel));
    CHECK_FALSE(none.has(touch_column::campaign));
    const touch_columns some = none.with(touch_column::campaign).with(touch_column::country);
    CHECK(some.has(touch_column::campaign));
    CHECK(some.has_all(none));
    CHECK_FALSE(none.has_all(some));
    CHECK(none.with(some).has_all(some));
}

TEST_CASE("touches of a conversion end where those of the next begin") {
    journey_block block;
    block.touches.resize(3);
    block.touches[1].channel = 7;
    block.values[static_cast<std::size_t>(touch_column::campaign)] = {4, 5, 6};
    block.conversions.resize(3);
    block.conversions[0].first_touch = 0;
    block.conversions[1].first_touch = 2;
    block.conversions[2].first_touch = 2;
    CHECK(block.touches_end(0) == 2);
    CHECK(block.touches_end(1) == 2);
    CHECK(block.touches_end(2) == 3);
    CHECK(block.value(touch_column::channel, 1) == 7);
    CHECK(block.value(touch_column::campaign, 2) == 6);
    CHECK(block.bytes() >= sizeof block + 3 * sizeof(touch) + 3 * sizeof(packed_conversion) +
                               3 * sizeof(text_number));
}

TEST_CASE("touches of a lookback begin with the first that is not older, both ends included") {
    journey_block block;
    const timestamp when{std::chrono::hours{100}};
    for (const int age : {30, 20, 20, 10, 0})
        block.touches.push_back({when - std::chrono::hours{age}, 0, {}});
    block.conversions.resize(2);
    block.conversions[0].when = block.conversions[1].when = when;
    block.conversions[1].first_touch = 5;
    const auto begin = [&](microseconds lookback) { return block.touches_begin(0, lookback); };
    CHECK(begin(std::chrono::hours{31}) == 0);
    CHECK(begin(std::chrono::hours{30}) == 0);
    CHECK(begin(std::chrono::hours{30} - microseconds{1}) == 1);
    CHECK(begin(std::chrono::hours{20}) == 1);
    CHECK(begin(std::chrono::hours{10}) == 3);
    CHECK(begin(microseconds{0}) == 4);
    CHECK(block.touches_begin(1, std::chrono::hours{100}) == block.touches_end(1));
}

}  // namespace attrib::test
