#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("first_click gives all to the first touch") {
    const model_instance model = shipped("first_click");
    CHECK(credits_by(model, daily_touches({"Email"})) == parts{1'000'000});
    CHECK(credits_by(model, daily_touches({"Direct", "Email", "Email"})) == parts{1'000'000, 0, 0});
    CHECK(revenues_by(model, daily_touches({"Direct", "Email"}), -7) == parts{-7, 0});
}

TEST_CASE("first_click that skips Direct begins after it") {
    model_instance model = shipped("first_click");
    model.skips_direct = true;
    CHECK(credits_by(model, daily_touches({"Direct", "Email", "Email"})) == parts{0, 1'000'000, 0});
    CHECK(credits_by(model, daily_touches({"Direct", "Direct"})) == parts{1'000'000, 0});
}

}  // namespace attrib::test
