#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("last_non_direct gives all to the last touch that is not Direct") {
    const model_instance model = shipped("last_non_direct");
    CHECK(credits_by(model, daily_touches({"Email", "Referral", "Direct", "Direct"})) ==
          parts{0, 1'000'000, 0, 0});
    CHECK(credits_by(model, daily_touches({"Direct", "Email"})) == parts{0, 1'000'000});
}

TEST_CASE("last_non_direct gives all to the last touch where all are Direct") {
    CHECK(credits_by(shipped("last_non_direct"), daily_touches({"Direct", "Direct"})) ==
          parts{0, 1'000'000});
}

}  // namespace attrib::test
