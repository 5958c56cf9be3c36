#include <libattrib/engine/session_merge.hpp>
#include <libattrib/session/sessionizer.hpp>
#include <libattrib/session/timeline.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

#include <rapidcheck.h>

namespace attrib::test {
namespace {

constexpr microseconds timeout = std::chrono::minutes{30};

event visit(int minute, std::string_view channel, bool states_origin = true) {
    event made = make_event({}, "2025-03-01T10:00:00Z", "page_view", channel);
    made.states_origin = states_origin;
    made.event_timestamp += std::chrono::minutes{minute};
    return made;
}

std::vector<session_row> rows_of(const std::vector<event>& timeline) {
    std::vector<session_row> rows;
    for (const session& each : sessionize(timeline, timeout)) {
        event start = each.first_event();
        take_origin(each.origin(), start);
        rows.push_back({start, each.end(), static_cast<std::int64_t>(each.events.size()), 0,
                        origin_time(each)});
    }
    return rows;
}

std::vector<added_event> added_of(const std::vector<event>& events) {
    std::vector<added_event> added;
    for (const event& each : events) added.push_back({each, false});
    return added;
}

bool is_same(const std::vector<session_row>& a, const std::vector<session_row>& b) {
    return std::ranges::equal(a, b, [](const session_row& x, const session_row& y) {
        return x.start == y.start && x.origin_timestamp == y.origin_timestamp &&
               x.session_end == y.session_end && x.event_count == y.event_count;
    });
}

}  // namespace

TEST_CASE("a late event joins the two sessions it lies between") {
    const auto before = rows_of({visit(0, "Email"), visit(60, "Direct")});
    REQUIRE(before.size() == 2);
    const auto merged = merge_sessions(before, added_of({visit(30, "Paid Search")}), timeout);
    REQUIRE(merged);
    REQUIRE(merged->after.size() == 1);
    CHECK(merged->after[0].event_count == 3);
    CHECK(merged->after[0].start.channel == "Email");
    CHECK(merged->gone == std::vector{visit(60, "").event_timestamp});
    CHECK(merged->added.empty());
    CHECK(merged->grown.size() == 1);
    CHECK(merged->first_start == visit(60, "").event_timestamp);
}

TEST_CASE("an event exactly the timeout away joins, a microsecond more begins a session") {
    const auto before = rows_of({visit(0, "Email")});
    event late = visit(30, "Direct");
    CHECK(merge_sessions(before, added_of({late}), timeout)->after.size() == 1);
    late.event_timestamp += microseconds{1};
    const auto merged = merge_sessions(before, added_of({late}), timeout);
    CHECK(merged->after.size() == 2);
    CHECK(merged->moves_credits());
}

TEST_CASE("an event before a session gives it another start") {
    const auto merged =
        merge_sessions(rows_of({visit(20, "Email")}), added_of({visit(0, "Direct")}), timeout);
    REQUIRE(merged->added.size() == 1);
    CHECK(merged->added[0].start.channel == "Direct");
    CHECK(merged->gone.size() == 1);
}

TEST_CASE("an event inside a session moves no start, one at its start cannot be told") {
    const auto before = rows_of({visit(0, "Email"), visit(20, "Direct")});
    const auto inside = merge_sessions(before, added_of({visit(10, "Direct")}), timeout);
    CHECK_FALSE(inside->moves_credits());
    CHECK(inside->grown.size() == 1);
    CHECK_FALSE(merge_sessions(before, added_of({visit(0, "Direct")}), timeout));
}

TEST_CASE("a session takes its origin from the first event that states one") {
    const auto before = rows_of({visit(0, "Direct", false), visit(10, "Direct", false)});
    const auto stated = merge_sessions(before, added_of({visit(20, "Email")}), timeout);
    REQUIRE(stated);
    CHECK(stated->after[0].start.channel == "Email");
    CHECK(stated->after[0].start.event_timestamp == visit(0, "").event_timestamp);
    CHECK(stated->after[0].origin_timestamp == visit(20, "").event_timestamp);
    CHECK(stated->restates(visit(0, "").event_timestamp));
    CHECK(stated->moves_credits());
    const auto earlier = merge_sessions(stated->after, added_of({visit(15, "Paid")}), timeout);
    CHECK(earlier->after[0].start.channel == "Paid");
    const auto later = merge_sessions(stated->after, added_of({visit(25, "Paid")}), timeout);
    CHECK(later->after[0].start.channel == "Email");
    CHECK_FALSE(later->moves_credits());
    // Which of the two comes first, the rows do not say.
    CHECK_FALSE(merge_sessions(stated->after, added_of({visit(20, "Paid")}), timeout));
    CHECK(merge_sessions(stated->after, added_of({visit(20, "Direct", false)}), timeout));
}

TEST_CASE("merging gives what sessionizing everything gives") {
    const bool holds = rc::check([] {
        const auto minutes = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 600));
        const auto split = *rc::gen::inRange<std::size_t>(0, minutes.size() + 1);
        std::vector<event> first;
        std::vector<event> second;
        for (std::size_t i = 0; i < minutes.size(); ++i)
            (i < split ? first : second)
                .push_back(visit(minutes[i], i % 2 == 0 ? "a" : "b", i % 3 == 0));
        std::vector<event> all = first;
        all.insert(all.end(), second.begin(), second.end());
        first = make_timeline(first);
        second = make_timeline(second);
        all = make_timeline(all);
        const auto merged = merge_sessions(rows_of(first), added_of(second), timeout);
        RC_ASSERT(merged.has_value());
        RC_ASSERT(is_same(merged->after, rows_of(all)));
    });
    CHECK(holds);
}

}  // namespace attrib::test
