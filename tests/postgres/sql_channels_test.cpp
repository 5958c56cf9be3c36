// stg_channels against the C++ classifier, origin by origin.
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

using texts = std::vector<std::string>;

texts sources() {
    return {"",
            "google",
            "(direct)",
            "Google",
            "paypal.com",
            "partner",
            "pay.klarna.com",
            "acs9.3ds.modirum.com",
            "chatgpt.com",
            "facebook",
            "email",
            "(not set)",
            "amazon",
            "youtube",
            "docs.google.com",
            "\xC3\x89tsy"};
}

texts media() {
    return {"",      "(none)",    "organic",      "Referral",  "referral",       "cpc",    "cpm",
            "email", "(not set)", "ai-assistant", "affiliate", "(data deleted)", "display"};
}

texts referrers() {
    std::string deep;
    for (int i = 0; i < 127; ++i) deep += "a.";
    return {"",
            "google.com",
            ".google.com",
            "shop.example",
            ".a.b",
            "paypal.com",
            ".x.paypal.com",
            "eur01.safelinks.protection.outlook.com",
            "claude.ai",
            "mail.google.com",
            "xn--mnchen-3ya.example",
            "docs.google.com",
            ".",
            "..",
            "a..bing.com",
            deep + "bing.com",
            "blog.google",
            "GOOGLE.com"};
}

// Every source with every medium, click identifier and referrer, a campaign drawn for each.
std::vector<event> all_origins() {
    static const texts from = sources();
    static const texts by = media();
    static const texts of = referrers();
    static const texts campaigns{"", "cross-network", "Spring Shop", "x\nshopping"};
    std::vector<event> events;
    for (const std::string& source : from)
        for (const std::string& medium : by)
            for (const std::string& referrer : of)
                for (const std::string_view click : {"", "gclid", "srsltid", "fbclid", "dclid"}) {
                    event made;
                    made.user_pseudo_id = "u";
                    made.event_name = "page_view";
                    made.event_timestamp = timestamp{microseconds{1'740'823'200'000'000}};
                    made.source = source;
                    made.medium = medium;
                    made.campaign = campaigns[events.size() * 7 / 3 % campaigns.size()];
                    made.click_id = click;
                    made.referrer_host = referrer;
                    events.push_back(made);
                }
    return events;
}

void check_all(const temporary_database& database, const channel_rules& rules) {
    connection on = database.connect();
    rebuild_by_sql({.database = database.name(), .attribution = {}, .rules = rules, .select = {}});
    const channel_classifier classifier = channel_classifier::compile(rules).value();
    const query_result found = on.run(
        "select source, medium, campaign, click_id, referrer_host, channel, states_origin from "
        "stg_channels");
    REQUIRE(found.rows() > 1000);
    std::map<std::string_view, int> channels;
    for (std::size_t i = 0; i < found.rows(); ++i) {
        const origin of{found.text(i, 0), found.text(i, 1), found.text(i, 2), found.text(i, 3),
                        found.text(i, 4)};
        const classification expected = classifier.classify(of);
        INFO(of.source << " | " << of.medium << " | " << of.campaign << " | " << of.click_id
                       << " | " << of.referrer_host);
        REQUIRE(found.text(i, 5) == expected.channel);
        REQUIRE((found.text(i, 6) == "t") == expected.states_origin);
        ++channels[expected.channel];
    }
    CHECK(channels.size() > 2);
}

}  // namespace

TEST_CASE("SQL gives every origin the channel that C++ gives it, and whether it states one") {
    const temporary_database database;
    connection on = database.connect();
    store_filled_events(on, all_origins(), 0);
    check_all(database, default_channel_rules());
    check_all(database, own_rules());
}

}  // namespace attrib::test
