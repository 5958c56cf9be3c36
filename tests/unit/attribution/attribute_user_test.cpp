// spec.md's worked example, both halves, and the rules that need a whole timeline.
#include <libattrib/attribution/attribute_user.hpp>
#include <libattrib/session/timeline.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using test::at;
using test::make_event;
using test::units;

event purchase(std::string_view id, std::string_view when, std::int64_t value) {
    event made = make_event(id, when, "purchase");
    made.event_value = units(value);
    return made;
}

std::vector<event> worked_example() {
    return {make_event("a", "2025-03-01 10:00:00.000000Z", "page_view", "Email"),
            make_event("b", "2025-03-01 10:30:00.000000Z", "page_view", "Direct"),
            make_event("c", "2025-03-01 11:00:00.000001Z", "page_view", "Paid Search"),
            purchase("d", "2025-03-15 10:00:00.000000Z", 20),
            purchase("e", "2025-03-15 10:00:00.000001Z", 5),
            purchase("d", "2025-03-15 10:00:00.000000Z", 20)};
}

std::string channel_of(const credit& given, model which) {
    const session* const touch = given.by(which);
    return touch == nullptr ? "(unattributed)" : std::string(touch->first_event().channel);
}

TEST_CASE("worked example: three sessions, d from Email, e from Paid Search, both last Direct") {
    const auto timeline = make_timeline(worked_example());
    REQUIRE(timeline.size() == 5);
    const attribution made = attribute_user(timeline);
    REQUIRE(made.sessions.size() == 3);
    CHECK(made.sessions[0].events.size() == 2);
    CHECK(made.sessions[1].events.size() == 1);
    CHECK(made.sessions[2].events.size() == 2);
    REQUIRE(made.credits.size() == 2);
    CHECK(made.credits[0].conversion->event_id == "d");
    CHECK(channel_of(made.credits[0], model::first_click) == "Email");
    CHECK(channel_of(made.credits[0], model::last_click) == "Direct");
    CHECK(made.credits[1].conversion->event_id == "e");
    CHECK(channel_of(made.credits[1], model::first_click) == "Paid Search");
    CHECK(channel_of(made.credits[1], model::last_click) == "Direct");
}

TEST_CASE("worked example: a late event joins two sessions and moves the first click of e") {
    auto events = worked_example();
    events.push_back(make_event("late", "2025-03-01 10:45:00Z", "page_view", "Organic Search"));
    const auto timeline = make_timeline(events);
    const attribution made = attribute_user(timeline);
    REQUIRE(made.sessions.size() == 2);
    CHECK(made.sessions[0].start() == at("2025-03-01 10:00:00Z"));
    CHECK(made.sessions[0].first_event().channel == "Email");
    REQUIRE(made.credits.size() == 2);
    CHECK(channel_of(made.credits[0], model::first_click) == "Email");
    CHECK(channel_of(made.credits[1], model::first_click) == "Direct");
    CHECK(made.credits[1].by(model::first_click) == made.credits[1].by(model::last_click));
}

TEST_CASE("a conversion whose session began before the window is unattributed") {
    std::vector<event> timeline;
    for (int i = 0; i < 4; ++i) {
        timeline.push_back(make_event("", "2025-03-01T10:00:00Z", "page_view"));
        timeline.back().event_timestamp += i * std::chrono::minutes{20};
    }
    timeline.back().event_name = "purchase";
    attribution_options options;
    options.lookback = std::chrono::minutes{60};
    CHECK(attribute_user(timeline, options).credits[0].by(model::last_click) != nullptr);
    options.lookback -= microseconds{1};
    const attribution none = attribute_user(timeline, options);
    REQUIRE(none.credits.size() == 1);
    CHECK(none.credits[0].by(model::first_click) == nullptr);
    CHECK(none.credits[0].by(model::last_click) == nullptr);
}

TEST_CASE("touchpoints are used again by later conversions") {
    const std::vector<event> timeline{make_event("a", "2025-03-01T10:00:00Z", "x", "Email"),
                                      purchase("b", "2025-03-02T10:00:00Z", 1),
                                      purchase("c", "2025-03-03T10:00:00Z", 1)};
    const attribution made = attribute_user(timeline);
    REQUIRE(made.credits.size() == 2);
    CHECK(channel_of(made.credits[0], model::first_click) == "Email");
    CHECK(channel_of(made.credits[1], model::first_click) == "Email");
}

TEST_CASE("the converting session counts as a touchpoint") {
    const std::vector<event> timeline{purchase("a", "2025-03-01T10:00:00Z", 1)};
    const attribution made = attribute_user(timeline);
    REQUIRE(made.credits.size() == 1);
    CHECK(channel_of(made.credits[0], model::first_click) == "Direct");
}

TEST_CASE("no events, nothing") {
    const attribution made = attribute_user({});
    CHECK(made.sessions.empty());
    CHECK(made.credits.empty());
}

}  // namespace
}  // namespace attrib
