// The worked example of docs/models.md, both halves and all models, and the rules that need a whole
// timeline.
#include <libattrib/attribution/attribute_user.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/session/timeline.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <tests/support/shares.hpp>

namespace attrib {
namespace {

using test::at;
using test::make_event;
using test::parts;
using test::shipped;
using test::units;

event purchase_of(std::string_view id, std::string_view when, std::int64_t value) {
    event made = make_event(id, when, "purchase");
    made.event_value = units(value);
    return made;
}

std::vector<event> worked_example() {
    return {make_event("a", "2025-03-01 10:00:00.000000Z", "page_view", "Email"),
            make_event("b", "2025-03-01 10:30:00.000000Z", "page_view", "Direct"),
            make_event("c", "2025-03-01 11:00:00.000001Z", "page_view", "Paid Search"),
            purchase_of("d", "2025-03-15 10:00:00.000000Z", 20),
            purchase_of("e", "2025-03-15 10:00:00.000001Z", 5),
            purchase_of("d", "2025-03-15 10:00:00.000000Z", 20)};
}

std::vector<session_credit> credits_of(const attribution& of, std::size_t conversion,
                                       const model_instance& by,
                                       microseconds lookback = attribution_options{}.lookback) {
    static const touch_classifier classifier(paid_channels(default_channel_rules()));
    return credits_of(of, *of.conversions[conversion], by, classifier, lookback);
}

// The only credited session's channel.
std::string channel_of(const attribution& of, std::size_t conversion, std::string_view model) {
    const auto credits = credits_of(of, conversion, shipped(model));
    if (credits.empty()) return "(unattributed)";
    CHECK(credits.size() == 1);
    return std::string(credits.front().credited->origin().channel);
}

// Credit of every session, credited or not.
parts credit_of_sessions(const attribution& of, std::size_t conversion, const model_instance& by) {
    parts credits(of.sessions.size(), 0);
    for (const session_credit& each : credits_of(of, conversion, by))
        credits[static_cast<std::size_t>(each.credited - of.sessions.data())] =
            each.credit.millionths;
    return credits;
}

parts revenue_of_sessions(const attribution& of, std::size_t conversion, const model_instance& by) {
    parts revenues(of.sessions.size(), 0);
    for (const session_credit& each : credits_of(of, conversion, by))
        revenues[static_cast<std::size_t>(each.credited - of.sessions.data())] =
            each.revenue.millionths;
    return revenues;
}

TEST_CASE("worked example: three sessions, d from Email, e from Paid Search, both last Direct") {
    const auto timeline = make_timeline(worked_example());
    REQUIRE(timeline.size() == 5);
    const attribution made = attribute_user(timeline);
    REQUIRE(made.sessions.size() == 3);
    CHECK(made.sessions[0].events.size() == 2);
    CHECK(made.sessions[1].events.size() == 1);
    CHECK(made.sessions[2].events.size() == 2);
    REQUIRE(made.conversions.size() == 2);
    CHECK(made.conversions[0]->event_id == "d");
    CHECK(channel_of(made, 0, "first_click") == "Email");
    CHECK(channel_of(made, 0, "last_click") == "Direct");
    CHECK(made.conversions[1]->event_id == "e");
    CHECK(channel_of(made, 1, "first_click") == "Paid Search");
    CHECK(channel_of(made, 1, "last_click") == "Direct");
}

struct worked_row {
    const char* model;
    parts credit_of_d;
    parts revenue_of_d;
    parts credit_of_e;
    parts revenue_of_e;
    bool skips_direct = false;
};

const std::vector<worked_row> worked_rows{
    {"first_click", {1'000'000, 0, 0}, {20'000'000, 0, 0}, {0, 1'000'000, 0}, {0, 5'000'000, 0}},
    {"last_click", {0, 0, 1'000'000}, {0, 0, 20'000'000}, {0, 0, 1'000'000}, {0, 0, 5'000'000}},
    {"first_non_direct",
     {1'000'000, 0, 0},
     {20'000'000, 0, 0},
     {0, 1'000'000, 0},
     {0, 5'000'000, 0}},
    {"last_non_direct",
     {0, 1'000'000, 0},
     {0, 20'000'000, 0},
     {0, 1'000'000, 0},
     {0, 5'000'000, 0}},
    {"last_paid", {0, 1'000'000, 0}, {0, 20'000'000, 0}, {0, 1'000'000, 0}, {0, 5'000'000, 0}},
    {"google_paid", {0, 1'000'000, 0}, {0, 20'000'000, 0}, {0, 1'000'000, 0}, {0, 5'000'000, 0}},
    {"linear",
     {333'334, 333'333, 333'333},
     {6'666'667, 6'666'667, 6'666'666},
     {0, 500'000, 500'000},
     {0, 2'500'000, 2'500'000}},
    {"shapley",
     {333'334, 333'333, 333'333},
     {6'666'667, 6'666'667, 6'666'666},
     {0, 500'000, 500'000},
     {0, 2'500'000, 2'500'000}},
    {"position_based",
     {400'000, 200'000, 400'000},
     {8'000'000, 4'000'000, 8'000'000},
     {0, 500'000, 500'000},
     {0, 2'500'000, 2'500'000}},
    {"time_decay",
     {166'552, 167'240, 666'208},
     {3'331'038, 3'344'810, 13'324'152},
     {0, 200'661, 799'339},
     {0, 1'003'305, 3'996'695}},
    {"time_decay",
     {498'969, 501'031, 0},
     {9'979'371, 10'020'629, 0},
     {0, 1'000'000, 0},
     {0, 5'000'000, 0},
     true},
};

TEST_CASE("worked example: every model's credit and revenue, to the last millionth") {
    const auto timeline = make_timeline(worked_example());
    const attribution made = attribute_user(timeline);
    REQUIRE(made.sessions.size() == 3);
    for (const worked_row& row : worked_rows) {
        CAPTURE(row.model, row.skips_direct);
        model_instance by = shipped(row.model);
        by.skips_direct = row.skips_direct;
        CHECK(credit_of_sessions(made, 0, by) == row.credit_of_d);
        CHECK(revenue_of_sessions(made, 0, by) == row.revenue_of_d);
        CHECK(credit_of_sessions(made, 1, by) == row.credit_of_e);
        CHECK(revenue_of_sessions(made, 1, by) == row.revenue_of_e);
    }
}

TEST_CASE("worked example: a late event joins two sessions and moves the first click of e") {
    auto events = worked_example();
    events.push_back(make_event("late", "2025-03-01 10:45:00Z", "page_view", "Organic Search"));
    const auto timeline = make_timeline(events);
    const attribution made = attribute_user(timeline);
    REQUIRE(made.sessions.size() == 2);
    CHECK(made.sessions[0].start() == at("2025-03-01 10:00:00Z"));
    CHECK(made.sessions[0].first_event().channel == "Email");
    REQUIRE(made.conversions.size() == 2);
    CHECK(channel_of(made, 0, "first_click") == "Email");
    CHECK(credit_of_sessions(made, 0, shipped("linear")) == parts{500'000, 500'000});
    CHECK(credit_of_sessions(made, 0, shipped("time_decay")) == parts{200'000, 800'000});
    CHECK(credit_of_sessions(made, 0, shipped("last_non_direct")) == parts{1'000'000, 0});
    for (const model_instance& by : shipped_models()) {
        CAPTURE(by.name);
        CHECK(credit_of_sessions(made, 1, by) == parts{0, 1'000'000});
        CHECK(revenue_of_sessions(made, 1, by) == parts{0, 5'000'000});
    }
}

TEST_CASE("a conversion whose session began before the window is unattributed") {
    std::vector<event> timeline;
    for (int i = 0; i < 4; ++i) {
        timeline.push_back(make_event("", "2025-03-01T10:00:00Z", "page_view"));
        timeline.back().event_timestamp += i * std::chrono::minutes{20};
    }
    timeline.back().event_name = "purchase";
    const attribution made = attribute_user(timeline);
    REQUIRE(made.conversions.size() == 1);
    const microseconds hour = std::chrono::hours{1};
    for (const model_instance& by : shipped_models()) {
        CHECK(credits_of(made, 0, by, hour).size() == 1);
        CHECK(credits_of(made, 0, by, hour - microseconds{1}).empty());
    }
}

TEST_CASE("an instance looks back by itself, and by the conversion's name") {
    std::vector<event> timeline{make_event("a", "2025-03-01T10:00:00Z", "x", "Email"),
                                make_event("b", "2025-03-09T10:00:00Z", "x", "Referral"),
                                purchase_of("c", "2025-03-31T10:00:00Z", 1)};
    const attribution made = attribute_user(timeline);
    model_instance by = shipped("linear");
    CHECK(credits_of(made, 0, by).size() == 1);
    by.lookback = std::chrono::days{22};
    CHECK(credits_of(made, 0, by).size() == 2);
    by.lookbacks.emplace("purchase", std::chrono::days{30});
    CHECK(credits_of(made, 0, by).size() == 3);
}

TEST_CASE("touchpoints are used again by later conversions") {
    const std::vector<event> timeline{make_event("a", "2025-03-01T10:00:00Z", "x", "Email"),
                                      purchase_of("b", "2025-03-02T10:00:00Z", 1),
                                      purchase_of("c", "2025-03-03T10:00:00Z", 1)};
    const attribution made = attribute_user(timeline);
    REQUIRE(made.conversions.size() == 2);
    CHECK(channel_of(made, 0, "first_click") == "Email");
    CHECK(channel_of(made, 1, "first_click") == "Email");
}

TEST_CASE("the converting session counts as a touchpoint") {
    const std::vector<event> timeline{purchase_of("a", "2025-03-01T10:00:00Z", 1)};
    const attribution made = attribute_user(timeline);
    REQUIRE(made.conversions.size() == 1);
    CHECK(channel_of(made, 0, "first_click") == "Direct");
}

TEST_CASE("a conversion without value earns credit and no revenue") {
    std::vector<event> timeline{make_event("a", "2025-03-01T10:00:00Z", "x", "Email"),
                                make_event("b", "2025-03-02T10:00:00Z", "purchase")};
    const attribution made = attribute_user(timeline);
    CHECK(credit_of_sessions(made, 0, shipped("linear")) == parts{500'000, 500'000});
    CHECK(revenue_of_sessions(made, 0, shipped("linear")) == parts{0, 0});
}

TEST_CASE("no events, nothing") {
    const attribution made = attribute_user({});
    CHECK(made.sessions.empty());
    CHECK(made.conversions.empty());
}

}  // namespace
}  // namespace attrib
