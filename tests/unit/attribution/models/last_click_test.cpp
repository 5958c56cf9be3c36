#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("last_click gives all to the last touch") {
    const model_instance model = shipped("last_click");
    CHECK(credits_by(model, daily_touches({"Email"})) == parts{1'000'000});
    CHECK(credits_by(model, daily_touches({"Email", "Email", "Direct"})) == parts{0, 0, 1'000'000});
    CHECK(revenues_by(model, daily_touches({"Direct", "Email"}), -7) == parts{0, -7});
}

}  // namespace attrib::test
