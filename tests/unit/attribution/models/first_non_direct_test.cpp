#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("first_non_direct gives all to the first touch that is not Direct") {
    const model_instance model = shipped("first_non_direct");
    CHECK(credits_by(model, daily_touches({"Direct", "Email", "Referral"})) ==
          parts{0, 1'000'000, 0});
    CHECK(credits_by(model, daily_touches({"Email", "Direct"})) == parts{1'000'000, 0});
}

TEST_CASE("first_non_direct gives all to the first touch where all are Direct") {
    CHECK(credits_by(shipped("first_non_direct"), daily_touches({"Direct", "Direct"})) ==
          parts{1'000'000, 0});
}

}  // namespace attrib::test
