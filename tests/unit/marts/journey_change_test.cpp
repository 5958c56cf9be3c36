#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/marts/journey_change.hpp>
#include <libattrib/session/sessionizer.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using std::chrono::hours;

constexpr microseconds session_pause = std::chrono::minutes{30};
constexpr microseconds two_weeks = hours{24 * 14};

event on_day(int day, std::string_view name = "page_view") {
    event made = make_event({}, "2025-03-01T10:00:00Z", name, "Email");
    made.event_timestamp += hours{24 * day};
    return made;
}

bool converts(const event& each) { return each.event_name == "purchase"; }

std::vector<session_row> sessions_of(const std::vector<event>& timeline) {
    std::vector<session_row> rows;
    for (const auto& each : sessionize(timeline, session_pause)) {
        event start = each.first_event();
        take_origin(each.origin(), start);
        rows.push_back({start, each.end(), static_cast<std::int64_t>(each.events.size()),
                        std::ranges::count_if(each.events, converts), origin_time(each)});
    }
    return rows;
}

// Those of the sessions that are read for a change.
std::vector<session_row> read_of(const std::vector<session_row>& all, const time_span& read) {
    const auto start = &session_row::session_start;
    auto first = std::ranges::lower_bound(all, read.first, {}, start);
    auto last = std::ranges::upper_bound(all, read.last, {}, start);
    if (first != all.begin()) --first;
    if (last != all.end()) ++last;
    return {first, last};
}

// A user with a session on each of these days, and what is read `around` one more day's event.
struct changed_user_of_days {
    changed_user_of_days(const std::vector<int>& days, int added_day, int around,
                         std::string_view name = "page_view") {
        std::vector<event> events;
        for (const int day : days) events.push_back(on_day(day));
        added.push_back({on_day(added_day, name), name == "purchase"});
        const timestamp when = added.front().what.event_timestamp;
        read = {when - hours{24 * around}, when + hours{24 * around}};
        before = read_of(sessions_of(events), read);
        changes = merge_sessions(before, added, session_pause).value();
    }

    [[nodiscard]] changed_rows rows() const { return {"u", before, read, changes, added}; }

    std::vector<added_event> added;
    time_span read{};
    std::vector<session_row> before;
    session_changes changes;
};

std::string missing(const std::vector<int>& days, int added_day, int around) {
    const changed_user_of_days user(days, added_day, around);
    const changed_rows rows = user.rows();
    const auto what = missing_of(rows, change_of_journeys(rows, two_weeks).value(), two_weeks);
    return std::string(what.are_earlier ? "earlier " : "") + (what.are_later ? "later" : "");
}

// Journeys of some users, as differences.
class journey_sums {
   public:
    void add(const std::vector<session_row>& sessions, const std::vector<event>& conversions,
             int sign) {
        std::vector<path_session> path;
        for (const session_row& each : sessions)
            path.push_back({each.session_start(), {texts_.add(each.start.channel).id, 0}});
        std::vector<path_conversion> converting;
        for (const event& each : conversions)
            converting.push_back({each.event_timestamp, 0, 0, each.event_value.value_or(money{})});
        statistics_.add_user(path, converting, 1, two_weeks, zone_, sign);
    }
    [[nodiscard]] bool are_zero() const {
        return statistics_.transitions({"purchase"}, texts_).empty() &&
               statistics_.sets({"purchase"}, texts_).empty();
    }

   private:
    dictionary texts_;
    time_zone zone_;
    journey_statistics statistics_;
};

std::vector<event> conversions_of(std::vector<event> events) {
    std::erase_if(events, [](const event& each) { return !converts(each); });
    return events;
}

event draw_event(random_stream& random, microseconds since_start) {
    static const std::vector<std::string> channels{"", "Direct", "Email", "Paid Search"};
    event made = on_day(0, random.one_in(8) ? "purchase" : "page_view");
    made.event_timestamp += since_start;
    made.channel = channels[random.below(channels.size())];
    if (converts(made)) made.event_value = units(static_cast<std::int64_t>(random.below(9)));
    return made;
}

// In order of time, no two at one moment: some minutes, days or weeks apart.
std::vector<event> draw_timeline(random_stream& random) {
    static const std::vector<std::int64_t> longest{40, 40, 60 * 24 * 8, 60 * 24 * 8, 60 * 24 * 25};
    std::vector<event> events;
    microseconds since_start{0};
    for (std::uint64_t left = random.below(24); left > 0; --left) {
        const auto up_to = static_cast<std::uint64_t>(longest[random.below(longest.size())]);
        since_start +=
            std::chrono::minutes{static_cast<std::int64_t>(random.below(up_to))} + microseconds{2};
        events.push_back(draw_event(random, since_start));
    }
    return events;
}

// Near one another, between others.
std::vector<event> draw_added(random_stream& random) {
    std::vector<event> added;
    auto since_start = hours{static_cast<std::int64_t>(random.below(24 * 80))} + microseconds{1};
    for (std::uint64_t left = random.below(3) + 1; left > 0; --left) {
        added.push_back(draw_event(random, since_start));
        since_start +=
            std::chrono::minutes{static_cast<std::int64_t>(random.below(3000))} + microseconds{20};
    }
    return added;
}

// What drawn cases were like.
struct tally {
    int changed = 0;
    int complete = 0;
    int earlier = 0;
    int later = 0;
};

void check_known_journeys(random_stream& random, tally& cases) {
    const std::vector<event> events = draw_timeline(random);
    std::vector<added_event> added;
    std::vector<event> all = events;
    for (const event& each : draw_added(random)) {
        added.push_back({each, converts(each)});
        all.push_back(each);
    }
    std::ranges::stable_sort(all, {}, &event::event_timestamp);
    const std::vector<session_row> sessions = sessions_of(events);
    const hours around{static_cast<std::int64_t>(random.below(24 * 30))};
    const time_span read{added.front().what.event_timestamp - session_pause - around,
                         added.back().what.event_timestamp + session_pause + around};
    const std::vector<session_row> before = read_of(sessions, read);
    const auto changes = merge_sessions(before, added, session_pause);
    if (!changes) return;

    journey_sums sums;
    sums.add(sessions, conversions_of(events), 1);
    sums.add(sessions_of(all), conversions_of(all), -1);
    const changed_rows rows{"u", before, read, *changes, added};
    const auto change = change_of_journeys(rows, two_weeks);
    if (change) {
        ++cases.changed;
        const missing_sessions missing = missing_of(rows, *change, two_weeks);
        std::vector<session_row> known = before;
        std::vector<session_row> now = changes->after;
        for (const session_row& each : sessions) {
            const bool is_read =
                (missing.are_earlier && each.session_start() < before.front().session_start()) ||
                (missing.are_later && each.session_start() > before.back().session_start());
            if (is_read) known.push_back(each);
            if (is_read) now.push_back(each);
        }
        const bool is_complete =
            !missing.are_earlier && !missing.are_later &&
            std::ranges::none_of(before, [](const auto& each) { return each.conversions != 0; });
        for (auto* const each : {&known, &now})
            std::ranges::sort(*each, {}, &session_row::session_start);
        sums.add(known, is_complete ? std::vector<event>() : conversions_of(events), -1);
        std::vector<event> conversions = is_complete ? std::vector<event>() : events;
        for (const added_event& each : added) conversions.push_back(each.what);
        std::ranges::stable_sort(conversions, {}, &event::event_timestamp);
        sums.add(now, conversions_of(conversions), 1);
        cases.complete += is_complete ? 1 : 0;
        cases.earlier += missing.are_earlier ? 1 : 0;
        cases.later += missing.are_later ? 1 : 0;
    }
    CHECK(sums.are_zero());
}

}  // namespace

TEST_CASE("journeys change where sessions come, and as far back as a conversion looks") {
    const changed_user_of_days visit({0, 20}, 10, 3);
    const auto change = change_of_journeys(visit.rows(), two_weeks);
    REQUIRE(change);
    CHECK(change->first == on_day(10).event_timestamp);
    CHECK(change->last == on_day(10).event_timestamp);

    const changed_user_of_days purchase({0, 20}, 10, 3, "purchase");
    const auto reached = change_of_journeys(purchase.rows(), two_weeks);
    REQUIRE(reached);
    CHECK(reached->first == on_day(10).event_timestamp - two_weeks);
    CHECK(reached->last == on_day(10).event_timestamp);

    event within = on_day(0);
    within.event_timestamp += std::chrono::minutes{10};
    const std::vector<session_row> before = sessions_of({on_day(0)});
    const std::vector<added_event> added{{within, false}};
    const session_changes changes = merge_sessions(before, added, session_pause).value();
    CHECK_FALSE(change_of_journeys({"u", before, {}, changes, added}, two_weeks));
}

TEST_CASE("a pause longer than the lookback ends what has to be known") {
    CHECK(missing({}, 30, 3).empty());
    CHECK(missing({29, 31}, 30, 3).empty());    // no others: all are read
    CHECK(missing({20}, 30, 3) == "earlier ");  // what lies before it?
    CHECK(missing({16}, 30, 3) == "earlier ");  // exactly the lookback
    CHECK(missing({15}, 30, 3).empty());
    CHECK(missing({13, 28}, 30, 3).empty());  // the pause lies between those read
    CHECK(missing({14, 28}, 30, 3) == "earlier ");
    CHECK(missing({44}, 30, 3) == "later");
    CHECK(missing({45}, 30, 3).empty());
    CHECK(missing({32, 47}, 30, 3).empty());
    CHECK(missing({20, 40}, 30, 3) == "earlier later");
}

TEST_CASE("what is known of a user's journeys tells all that changes of them") {
    random_stream random(14);
    tally cases;
    for (int i = 0; i < 20'000; ++i) {
        CAPTURE(i);
        check_known_journeys(random, cases);
    }
    CHECK(cases.complete > cases.changed / 5);
    CHECK(cases.earlier > 1000);
    CHECK(cases.later > 1000);
    CHECK(cases.changed > 10'000);
}

}  // namespace attrib::test
