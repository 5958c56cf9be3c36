#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("last_paid gives all to the last touch of a paid channel") {
    const model_instance model = shipped("last_paid");
    for (const char* const paid : {"Paid Search", "Paid Social", "Paid Shopping", "Paid Video",
                                   "Paid Other", "Display", "Cross-network"}) {
        CAPTURE(paid);
        CHECK(credits_by(model, daily_touches({paid, paid, "Email", "Direct"})) ==
              parts{0, 1'000'000, 0, 0});
    }
}

TEST_CASE("last_paid is last_non_direct where none is paid") {
    const model_instance model = shipped("last_paid");
    CHECK(credits_by(model, daily_touches({"Affiliates", "Direct"})) == parts{1'000'000, 0});
    CHECK(credits_by(model, daily_touches({"Direct", "Direct"})) == parts{0, 1'000'000});
}

}  // namespace attrib::test
