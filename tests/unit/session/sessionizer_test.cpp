#include <libattrib/session/sessionizer.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using std::chrono::minutes;
using test::make_event;

std::vector<std::size_t> sizes(const std::vector<event>& timeline,
                               microseconds timeout = minutes{30}) {
    std::vector<std::size_t> out;
    for (const session& each : sessionize(timeline, timeout)) out.push_back(each.events.size());
    return out;
}

std::vector<event> apart(microseconds gap) {
    event second = make_event("b", "2025-03-01T10:00:00Z", "x");
    second.event_timestamp += gap;
    return {make_event("a", "2025-03-01T10:00:00Z", "x"), second};
}

TEST_CASE("no events make no session, one event makes one") {
    CHECK(sizes({}).empty());
    CHECK(sizes({make_event("a", "2025-03-01T10:00:00Z", "x")}) == std::vector<std::size_t>{1});
}

TEST_CASE("exactly the timeout stays in the session, one microsecond more does not") {
    CHECK(sizes(apart(minutes{30} - microseconds{1})) == std::vector<std::size_t>{2});
    CHECK(sizes(apart(minutes{30})) == std::vector<std::size_t>{2});
    CHECK(sizes(apart(minutes{30} + microseconds{1})) == std::vector<std::size_t>{1, 1});
    CHECK(sizes(apart(minutes{5}), minutes{5}) == std::vector<std::size_t>{2});
    CHECK(sizes(apart(minutes{5} + microseconds{1}), minutes{5}) == std::vector<std::size_t>{1, 1});
    CHECK(sizes(apart(microseconds{0}), microseconds{0}) == std::vector<std::size_t>{2});
}

TEST_CASE("the gap is to the event before, not to the start") {
    std::vector<event> timeline;
    for (int i = 0; i < 10; ++i) {
        timeline.push_back(make_event("a", "2025-03-01T10:00:00Z", "x"));
        timeline.back().event_timestamp += i * minutes{29};
    }
    CHECK(sizes(timeline) == std::vector<std::size_t>{10});
}

TEST_CASE("midnight and a new campaign do not split") {
    event before = make_event("a", "2025-03-01T23:59:59.999999Z", "x", "Email");
    event after = make_event("b", "2025-03-02T00:00:00Z", "x", "Paid Search");
    after.campaign = "spring";
    CHECK(sizes({before, after}) == std::vector<std::size_t>{2});
}

TEST_CASE("a session knows its start, end and first event") {
    auto timeline = apart(minutes{3});
    timeline[0].channel = "Email";
    const auto sessions = sessionize(timeline);
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0].start() == timeline[0].event_timestamp);
    CHECK(sessions[0].end() == timeline[1].event_timestamp);
    CHECK(sessions[0].first_event().channel == "Email");
}

}  // namespace
}  // namespace attrib
