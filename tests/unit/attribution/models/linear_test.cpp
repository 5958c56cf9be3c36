#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("linear gives all touches the same, the first the units that do not divide") {
    const model_instance model = shipped("linear");
    CHECK(credits_by(model, daily_touches({"a", "b", "c"})) == parts{333'334, 333'333, 333'333});
    CHECK(revenues_by(model, daily_touches({"a", "b", "c"}), 20'000'000) ==
          parts{6'666'667, 6'666'667, 6'666'666});
    CHECK(revenues_by(model, daily_touches({"a", "b", "c"}), 300'000'000) ==
          parts{100'000'000, 100'000'000, 100'000'000});
}

TEST_CASE("a channel that comes three times of four has three quarters of linear") {
    CHECK(credits_by(shipped("linear"), daily_touches({"a", "b", "a", "a"})) ==
          parts{250'000, 250'000, 250'000, 250'000});
}

TEST_CASE("linear that skips Direct gives its share to the others") {
    model_instance model = shipped("linear");
    model.skips_direct = true;
    CHECK(credits_by(model, daily_touches({"Email", "Direct", "Referral"})) ==
          parts{500'000, 0, 500'000});
    CHECK(credits_by(model, daily_touches({"Direct", "Direct"})) == parts{500'000, 500'000});
}

}  // namespace attrib::test
