#include <libattrib/generate/journey.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

constexpr microseconds timeout = std::chrono::minutes{30};

scenario wanted() {
    scenario made;
    made.seed = 11;
    made.events = 1;
    return made;
}

}  // namespace

TEST_CASE("sessions of a journey are what their pauses say") {
    const scenario base = wanted();
    journey_maker maker(base);
    int exact_pauses = 0;
    int exact_gaps = 0;
    for (std::uint64_t user = 0; user < 500; ++user) {
        const journey& made = maker.make(user, 40);
        REQUIRE(made.events.size() == 40);
        std::uint32_t next = 0;
        for (const journey_session& session : made.sessions) {
            REQUIRE(session.first == next);
            next += session.count;
            for (std::uint32_t i = session.first; i < next; ++i) {
                if (i == 0) continue;
                const microseconds gap = made.events[i].time - made.events[i - 1].time;
                if (i == session.first) {
                    CHECK(gap > timeout);
                    exact_gaps += gap == timeout + microseconds{1} ? 1 : 0;
                } else {
                    CHECK((gap > microseconds{0} || made.events[i - 1].name == session_start_code));
                    CHECK(gap <= timeout);
                    exact_pauses += gap == timeout ? 1 : 0;
                }
            }
        }
        CHECK(next == 40);
    }
    CHECK(exact_pauses > 0);
    CHECK(exact_gaps > 0);
}

TEST_CASE("some sessions begin just at the edge of a purchase's lookback window") {
    const scenario base = wanted();
    journey_maker maker(base);
    int inside = 0;
    int outside = 0;
    for (std::uint64_t user = 0; user < 2000; ++user) {
        const journey& made = maker.make(user, 60);
        for (const journey_event& each : made.events)
            for (const journey_session& session : made.sessions) {
                const auto age = each.time - made.events[session.first].time;
                if (each.name != purchase_code) continue;
                inside += age == std::chrono::days{14} ? 1 : 0;
                outside += age == std::chrono::days{14} + microseconds{1} ? 1 : 0;
            }
    }
    CHECK(inside > 0);
    CHECK(outside > 0);
}

TEST_CASE("who was found by an advertisement often comes back directly") {
    const scenario base = wanted();
    journey_maker maker(base);
    int paid = 0;
    int direct = 0;
    int repeats = 0;
    for (std::uint64_t user = 0; user < 2000; ++user) {
        const journey& made = maker.make(user, 30);
        for (const journey_event& each : made.events) repeats += each.repeats_order ? 1 : 0;
        if (!all_traffic[made.events[0].arrived_by].is_paid || made.sessions.size() < 2) continue;
        ++paid;
        direct += made.events[made.sessions[1].first].arrived_by == direct_traffic ? 1 : 0;
    }
    CHECK(direct * 100 > paid * 35);
    CHECK(direct * 100 < paid * 75);
    CHECK(repeats > 0);
}

}  // namespace attrib
