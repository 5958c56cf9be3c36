#include <libattrib/event/channel_rules.hpp>

#include <fstream>
#include <iostream>
#include <libattrib/io/channel_rules_file.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <tests/catch.hpp>
#include <vector>

using attrib::channel_classifier;
using attrib::channel_rule;
using attrib::channel_rules;
using attrib::problem_of;

namespace {

struct sample {
    const char* source;
    const char* medium;
    const char* campaign;
    const char* channel;
};

const channel_classifier& defaults() {
    static const channel_classifier classifier = attrib::default_channel_classifier();
    return classifier;
}

void check(const std::vector<sample>& samples) {
    for (const sample& each : samples) {
        INFO(each.source << " / " << each.medium << " / " << each.campaign);
        CHECK(defaults().classify({each.source, each.medium, each.campaign}).channel ==
              each.channel);
    }
}

}  // namespace

TEST_CASE("Direct: nothing known, or GA4's words for it") {
    check({{"", "", "", "Direct"},
           {"(direct)", "(none)", "", "Direct"},
           {"(direct)", "(not set)", "", "Direct"},
           {"(direct)", "", "", "Direct"},
           {"(direct)", "(other)", "", "Unassigned"},
           {"(not set)", "(not set)", "(not set)", "Unassigned"},
           {"(data deleted)", "(data deleted)", "", "Unassigned"},
           {"<Other>", "<Other>", "<Other>", "Unassigned"},
           {"", "", "spring", "Direct"},
           {"", "(none)", "", "Unassigned"},
           {"(direct)", "cpc", "", "Paid Other"},
           {"x(direct)", "(none)", "", "Unassigned"}});
}

TEST_CASE("Cross-network: by campaign, before all but Direct") {
    check({{"google", "cpc", "a cross-network b", "Cross-network"},
           {"google", "cpc", "cross network", "Paid Search"}});
}

TEST_CASE("Paid Shopping: a shopping source or campaign, with a paid medium") {
    check({{"amazon", "cpc", "", "Paid Shopping"},
           {"newsletter", "ppc", "shop now", "Paid Shopping"},
           {"google", "cpc", "shopping", "Paid Shopping"},
           {"amazon", "cost", "", "Organic Shopping"}});
}

TEST_CASE("a campaign is about shopping when shop or shopping is a word of its own, or e-shop") {
    check({{"somewhere", "y", "eshop", "Organic Shopping"},
           {"somewhere", "y", "e-shop", "Organic Shopping"},
           {"somewhere", "y", "shop", "Organic Shopping"},
           {"somewhere", "y", "my shop", "Organic Shopping"},
           {"somewhere", "y", "window-shopping", "Organic Shopping"},
           {"somewhere", "y", "workshopping", "Organic Shopping"},
           {"somewhere", "y", "workshop", "Unassigned"},
           {"somewhere", "y", "bishop", "Unassigned"}});
}

TEST_CASE("paid media by source: search, social, video") {
    check({{"google", "cpm", "", "Paid Search"},
           {"google", "ppc", "", "Paid Search"},
           {"google", "retargeting", "", "Paid Search"},
           {"google", "paid", "", "Paid Search"},
           {"google", "paid-anything", "", "Paid Search"},
           {"google", "xcpx", "", "Paid Search"},
           {"google", "pppc", "", "Organic Search"},
           {"google", "unpaid", "", "Organic Search"},
           {"google", "retargeting2", "", "Organic Search"},
           {"facebook", "cpc", "", "Paid Social"},
           {"youtube", "cpc", "", "Paid Video"}});
}

TEST_CASE("Display: by medium, cpm included where the source says nothing") {
    check({{"somewhere", "display", "", "Display"},
           {"somewhere", "banner", "", "Display"},
           {"somewhere", "expandable", "", "Display"},
           {"somewhere", "interstitial", "", "Display"},
           {"somewhere", "cpm", "", "Display"},
           {"somewhere", "displays", "", "Unassigned"}});
}

TEST_CASE("Paid Other: any other paid medium") {
    check({{"somewhere", "cpc", "", "Paid Other"},
           {"somewhere", "ppc", "", "Paid Other"},
           {"somewhere", "retargeting", "", "Paid Other"},
           {"somewhere", "paid", "", "Paid Other"}});
}

TEST_CASE("organic channels by source or medium") {
    check({{"amazon", "", "", "Organic Shopping"},
           {"facebook", "", "", "Organic Social"},
           {"somewhere", "social", "", "Organic Social"},
           {"somewhere", "social-network", "", "Organic Social"},
           {"somewhere", "social-media", "", "Organic Social"},
           {"somewhere", "sm", "", "Organic Social"},
           {"somewhere", "social network", "", "Organic Social"},
           {"somewhere", "social media", "", "Organic Social"},
           {"somewhere", "socials", "", "Unassigned"},
           {"youtube", "", "", "Organic Video"},
           {"somewhere", "a video b", "", "Organic Video"},
           {"bing", "", "", "Organic Search"},
           {"somewhere", "organic", "", "Organic Search"},
           {"facebook", "organic", "", "Organic Social"}});
}

TEST_CASE("the rest by medium or source") {
    check({{"somewhere", "referral", "", "Referral"},
           {"somewhere", "app", "", "Referral"},
           {"somewhere", "link", "", "Referral"},
           {"somewhere", "e-mail", "", "Email"},
           {"e_mail", "x", "", "Email"},
           {"e mail", "", "", "Email"},
           {"somewhere", "email", "", "Email"},
           {"somewhere", "affiliate", "", "Affiliates"},
           {"somewhere", "affiliates", "", "Unassigned"},
           {"somewhere", "audio", "", "Audio"},
           {"sms", "x", "", "SMS"},
           {"somewhere", "sms", "", "SMS"},
           {"somewhere", "web-push", "", "Mobile Push Notifications"},
           {"somewhere", "push-web", "", "Unassigned"},
           {"somewhere", "in mobile y", "", "Mobile Push Notifications"},
           {"somewhere", "notifications", "", "Mobile Push Notifications"},
           {"firebase", "x", "", "Mobile Push Notifications"},
           {"somewhere", "y", "z", "Unassigned"}});
}

TEST_CASE("letters compare without case") {
    check({{"GOOGLE", "CPC", "", "Paid Search"},
           {"(Direct)", "(None)", "", "Direct"},
           {"somewhere", "Referral", "", "Referral"},
           {"somewhere", "y", "CROSS-Network", "Cross-network"}});
}

TEST_CASE("a source has a category only as a whole") {
    check({{"notgoogle", "cpc", "", "Paid Other"},
           {"google.example", "cpc", "", "Paid Other"},
           {"google ", "cpc", "", "Paid Other"}});
}

TEST_CASE("a line break in a value hides nothing from a pattern") {
    check({{"somewhere", "video\nx", "", "Organic Video"},
           {"somewhere", "x\nvideo", "", "Organic Video"},
           {"google", "x\ncpc\nx", "", "Paid Search"}});
}

TEST_CASE("text that is not ASCII matches nothing by accident and breaks nothing") {
    check({{"b\xc3\xbc"
            "cher",
            "y", "", "Unassigned"},
           {"somewhere", "y", "\xff\xfe", "Unassigned"}});
}

TEST_CASE("our labels are those of GA4's published cases") {
    std::ifstream file("../shared/data/channels/cases.json");
    if (!file) {
        WARN("skipped: ../shared/data/channels/cases.json is not here");
        return;
    }
    const nlohmann::json cases = nlohmann::json::parse(file);
    CHECK(cases.size() == 30);
    for (const nlohmann::json& each : cases) {
        const auto source = each["source"].get<std::string>();
        const auto medium = each["medium"].get<std::string>();
        const auto campaign = each["campaign"].get<std::string>();
        INFO(source << " / " << medium << " / " << campaign);
        // Labelled wrongly there, see its note: without a paid medium shopping is organic; and by
        // the rules a paid channel's name asks for a medium that is paid.
        const bool is_mislabelled = source == "alibaba";
        CHECK(is_mislabelled == each.contains("note"));
        const auto expected = is_mislabelled ? std::string("Organic Shopping")
                                             : each["expected_channel"].get<std::string>();
        CHECK(defaults().classify({source, medium, campaign}).channel == expected);
    }
}

// Of the sources that both tables know, those people really meet; ours is no copy of GA4's list,
// which is full of networks that closed long ago.
TEST_CASE("our source table agrees with GA4's") {
    std::ifstream file("../shared/data/channels/ga4_source_categories.csv");
    if (!file) {
        WARN("skipped: ../shared/data/channels/ga4_source_categories.csv is not here");
        return;
    }
    const auto ours = attrib::default_channel_rules().source_categories;
    int all = 0;
    int known = 0;
    int equal = 0;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const std::size_t comma = line.rfind(',');
        std::string source = line.substr(0, comma);
        std::string category = line.substr(line.rfind('_') + 1);
        for (std::string* text : {&source, &category})
            for (char& c : *text)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        ++all;
        const auto found = ours.find(source);
        if (found == ours.end()) continue;
        ++known;
        if (found->second == category) ++equal;
    }
    std::cout << "channel sources: of GA4's " << all << " we know " << known << ", of these "
              << equal << " with the same category, " << 100.0 * equal / known << " %\n";
    CHECK(known >= 600);
    CHECK(equal * 100 >= known * 98);
}

TEST_CASE("the first rule that matches wins, and no rule means Unassigned") {
    channel_rules rules;
    rules.rules = {{"First", "", "^a", "", ""}, {"Second", "", "b$", "", ""}};
    const auto classifier = channel_classifier::compile(rules).value();
    CHECK(classifier.classify({"ab", "", ""}).channel == "First");
    CHECK(classifier.classify({"bb", "", ""}).channel == "Second");
    CHECK(classifier.classify({"bc", "", ""}).channel == "Unassigned");
    CHECK(channel_classifier::compile({}).value().classify({"", "", ""}).channel == "Unassigned");
}

TEST_CASE("all conditions of a rule must hold, and an empty one holds always") {
    channel_rules rules;
    rules.source_categories = {{"s", "search"}};
    rules.rules = {{"All", "search", "s", "m", "c", "gclid", "search", "s"}, {"Any"}};
    const auto classifier = channel_classifier::compile(rules).value();
    CHECK(classifier.classify({"s", "m", "c", "gclid", "s"}).channel == "All");
    CHECK(classifier.classify({"ss", "m", "c", "gclid", "s"}).channel == "Any");
    CHECK(classifier.classify({"s", "x", "c", "gclid", "s"}).channel == "Any");
    CHECK(classifier.classify({"s", "m", "x", "gclid", "s"}).channel == "Any");
    CHECK(classifier.classify({"s", "m", "c", "dclid", "s"}).channel == "Any");
    CHECK(classifier.classify({"s", "m", "c", "gclid", "ss"}).channel == "Any");
    CHECK(classifier.classify({}).channel == "Any");
}

TEST_CASE("a pattern that does not compile is an error that names the rule") {
    channel_rules rules;
    rules.rules = {{"Good", "", "a", "", ""}, {"Bad", "", "", "(", ""}};
    const auto classifier = channel_classifier::compile(rules);
    REQUIRE(classifier.has_error());
    CHECK(classifier.error().code == attrib::errc::bad_rules);
    CHECK(classifier.error().message.find("channel rule 2 (Bad)") != std::string::npos);
}

TEST_CASE("patterns that C++ and Postgres may read in two ways are refused") {
    for (const std::string pattern : {"(?i)a", "(?=a)", "a{2}", "\\d", "\\1", "a\\", "[[:alpha:]]",
                                      "[a\\]]", "[a", "*a", "a|+", "(*)", "^*", "$+", "a**"}) {
        INFO(pattern);
        CHECK_FALSE(problem_of({.channel = "A", .source_pattern = pattern}).empty());
    }
    for (const std::string pattern : {"^a.*b$", "(a|b)+c?", "[^a-df-z]", "[]a]", "a\\.b", "[.*]"}) {
        INFO(pattern);
        CHECK(problem_of({.channel = "A", .referrer_pattern = pattern}).empty());
    }
    CHECK(problem_of({.channel = "A", .click_id_pattern = "^gclid$"}).empty());
    CHECK(problem_of({.channel = "A", .click_id_pattern = "^$"}).empty());
    CHECK_FALSE(problem_of({.channel = "A", .click_id_pattern = "^glcid$"}).empty());
}

TEST_CASE("a classifier can be moved") {
    channel_rules rules;
    rules.rules = {{"Only", "", "", "", ""}};
    auto classifier = channel_classifier::compile(rules).value();
    const channel_classifier moved = std::move(classifier);
    CHECK(moved.classify({"x", "y", "z"}).channel == "Only");
}

TEST_CASE("a channel is paid as soon as one of its rules is; each is named once, by bytes") {
    channel_rules rules;
    CHECK(paid_channels(rules).empty());
    const auto add = [&](std::string channel, bool is_paid) {
        channel_rule& rule = rules.rules.emplace_back();
        rule.channel = std::move(channel);
        rule.is_paid = is_paid;
    };
    add("b", true);
    add("a", false);
    add("B", true);
    add("a", true);
    add("b", false);
    add("c", false);
    add("b", true);
    CHECK(paid_channels(rules) == std::vector<std::string>{"B", "a", "b"});
}
