#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

namespace {

journey_text aged(const std::vector<std::int64_t>& starts) {
    journey_text journey;
    for (const std::int64_t start : starts) journey.push_back({start, "Email"});
    return journey;
}

}  // namespace

TEST_CASE("time_decay halves with every half-life: 4/7, 2/7, 1/7") {
    model_instance model = shipped("time_decay");
    CHECK(credits_by(model, aged({0, 7 * day, 14 * day})) == parts{142'857, 285'714, 571'429});
    model.half_life = microseconds{day};
    CHECK(credits_by(model, aged({0, day, 2 * day})) == parts{142'857, 285'714, 571'429});
    CHECK(credits_by(model, aged({0, day})) == parts{333'333, 666'667});
}

TEST_CASE("time_decay counts ages from the last touch, not from the conversion") {
    const model_instance model = shipped("time_decay");
    CHECK(credits_by(model, aged({0, 7 * day})) == credits_by(model, aged({50 * day, 57 * day})));
    CHECK(credits_by(model, aged({day, day, day})) == parts{333'334, 333'333, 333'333});
}

TEST_CASE("time_decay leaves what is 62 half-lives old nothing, and a touch at 90 days little") {
    model_instance model = shipped("time_decay");
    CHECK(credits_by(model, aged({0, 90 * day})) == parts{135, 999'865});
    model.half_life = microseconds{1};
    CHECK(credits_by(model, aged({0, 90 * day})) == parts{0, 1'000'000});
    CHECK(revenues_by(model, aged({0, 90 * day}), -5) == parts{0, -5});
}

TEST_CASE("time_decay that skips Direct counts ages from the last touch that is kept") {
    model_instance model = shipped("time_decay");
    model.skips_direct = true;
    const journey_text journey{{0, "Email"}, {7 * day, "Email"}, {80 * day, "Direct"}};
    CHECK(credits_by(model, journey) == parts{333'333, 666'667, 0});
}

}  // namespace attrib::test
