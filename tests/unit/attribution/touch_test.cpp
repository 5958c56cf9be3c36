#include <libattrib/attribution/touch.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("Direct is the channel of that name, paid one of those given") {
    const touch_classifier classifier({"Paid Search", "Ads", "Display"});
    CHECK(classifier.traits_of("Direct", "", "").is_direct);
    CHECK_FALSE(classifier.traits_of("direct", "", "").is_direct);
    CHECK_FALSE(classifier.traits_of("", "", "").is_direct);
    for (const char* const paid : {"Ads", "Display", "Paid Search"})
        CHECK(classifier.traits_of(paid, "", "").is_paid);
    for (const char* const other : {"", "Email", "Paid Social", "ads"})
        CHECK_FALSE(classifier.traits_of(other, "", "").is_paid);
}

TEST_CASE("paid by Google is source google with a paid medium, in any case") {
    const touch_classifier classifier({});
    for (const char* const medium : {"cpc", "CPC", "mycpm", "ppc", "Retargeting", "paid", "Paid-x"})
        CHECK(classifier.traits_of("x", "Google", medium).is_google_paid);
    for (const char* const medium : {"", "organic", "ppcs", "unpaid", "c p c"})
        CHECK_FALSE(classifier.traits_of("x", "google", medium).is_google_paid);
    CHECK_FALSE(classifier.traits_of("x", "google.de", "cpc").is_google_paid);
    CHECK_FALSE(classifier.traits_of("x", "", "cpc").is_google_paid);
}

TEST_CASE("the default rules' paid channels") {
    const auto rules = default_channel_rules();
    CHECK(paid_channels(rules) == std::vector<std::string>{"Cross-network", "Display", "Paid Other",
                                                           "Paid Search", "Paid Shopping",
                                                           "Paid Social", "Paid Video"});
}

}  // namespace
}  // namespace attrib
