#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

TEST_CASE("google_paid gives all to the last touch that Google was paid for") {
    const model_instance model = shipped("google_paid");
    const journey_text journey{{0, "Paid Search", "google", "cpc"},
                               {1, "Paid Search", "Google", "PPC"},
                               {2, "Paid Search", "bing", "cpc"},
                               {3, "Organic Search", "google", "organic"},
                               {4, "Direct"}};
    CHECK(credits_by(model, journey) == parts{0, 1'000'000, 0, 0, 0});
}

TEST_CASE("google_paid goes by source and medium, whatever the channel") {
    const model_instance model = shipped("google_paid");
    for (const char* const medium : {"cpc", "CPM", "xcpx", "ppc", "retargeting", "paid", "paid_x"})
        CHECK(credits_by(model, {{0, "Ads", "google", medium}, {1, "Email"}}) ==
              parts{1'000'000, 0});
    for (const char* const medium : {"", "organic", "ppcx", "retargeting2", "unpaid"})
        CHECK(credits_by(model, {{0, "Ads", "google", medium}, {1, "Email"}}) ==
              parts{0, 1'000'000});
    CHECK(credits_by(model, {{0, "Ads", "google.com", "cpc"}, {1, "Email"}}) ==
          parts{0, 1'000'000});
}

TEST_CASE("google_paid is last_non_direct where Google was not paid") {
    CHECK(credits_by(shipped("google_paid"), daily_touches({"Paid Search", "Direct"})) ==
          parts{1'000'000, 0});
}

}  // namespace attrib::test
