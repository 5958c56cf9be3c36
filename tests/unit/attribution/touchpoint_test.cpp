#include <libattrib/attribution/touchpoint.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using std::chrono::hours;
using test::at;
using test::make_event;

constexpr microseconds fortnight{1'209'600'000'000};

// One session a day, from March 1st at 10:00.
struct daily_sessions {
    std::vector<event> timeline;
    std::vector<session> sessions;

    explicit daily_sessions(int days) {
        for (int i = 0; i < days; ++i) {
            timeline.push_back(make_event("", "2025-03-01T10:00:00Z", "x"));
            timeline.back().event_timestamp += i * hours{24};
        }
        sessions = sessionize(timeline);
    }
};

TEST_CASE("the default lookback is 14 days to the microsecond, both ends included") {
    const daily_sessions march(15);
    const timestamp conversion = at("2025-03-15T10:00:00Z");
    CHECK(touchpoints(march.sessions, conversion).size() == 15);
    CHECK(touchpoints(march.sessions, conversion, fortnight).size() == 15);
    CHECK(touchpoints(march.sessions, conversion + microseconds{1}).size() == 14);
    CHECK(touchpoints(march.sessions, conversion, fortnight - microseconds{1}).size() == 14);
    CHECK(touchpoints(march.sessions, conversion - microseconds{1}).size() == 14);
}

TEST_CASE("sessions that start after the conversion are none of its touchpoints") {
    const daily_sessions march(5);
    const auto touches = touchpoints(march.sessions, at("2025-03-03T10:00:00Z"));
    REQUIRE(touches.size() == 3);
    CHECK(touches.front().start() == at("2025-03-01T10:00:00Z"));
    CHECK(touches.back().start() == at("2025-03-03T10:00:00Z"));
}

TEST_CASE("with no lookback only a session that starts with the conversion counts") {
    const daily_sessions march(3);
    CHECK(touchpoints(march.sessions, at("2025-03-02T10:00:00Z"), microseconds{0}).size() == 1);
    CHECK(touchpoints(march.sessions, at("2025-03-02T10:00:00.000001Z"), microseconds{0}).empty());
    CHECK(touchpoints(std::span<const session>{}, at("2025-03-02T10:00:00Z")).empty());
}

}  // namespace
}  // namespace attrib
