#include <libattrib/core/random.hpp>
#include <libattrib/marts/journey_delta.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/postgres/copy_table.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

constexpr microseconds session_pause = std::chrono::minutes{30};

event visit_of(std::string_view user, timestamp when, std::string_view channel,
               std::string_view campaign = {}) {
    event made = make_event({}, "2025-03-01T10:00:00Z", "page_view", channel);
    made.user_pseudo_id = user;
    made.event_timestamp = when;
    made.campaign = campaign;
    return made;
}

event purchase_of(std::string_view user, timestamp when, std::int64_t revenue) {
    event made = visit_of(user, when, {});
    made.event_name = "purchase";
    made.event_value = units(revenue);
    made.currency = "EUR";
    return made;
}

void write_changes(mart_delta& delta, const session_changes& changes,
                   const std::vector<added_event>& added, std::string_view user) {
    for (const session_row& row : changes.added) delta.add(row);
    for (const session_row& row : changes.grown) delta.grow(row);
    for (const timestamp start : changes.gone) delta.remove_session(user, start);
    for (const added_event& each : added) {
        if (!each.converts) continue;
        const auto day = std::chrono::floor<std::chrono::days>(each.what.event_timestamp);
        for (const table mart : click_marts) delta.add(mart, credit_row{{each.what, day}, {}});
    }
    delta.write();
}

// Brings events of one user into the tables, in order of time, as a refresh does; false: the user
// would have to be computed from all events. `around` is how far from the events sessions are read.
// With `are_spread` the tables are asked as on a cluster.
bool add_events(connection& on, const std::vector<event>& events,
                microseconds around = std::chrono::hours{24}, bool are_spread = false) {
    std::vector<added_event> added;
    for (const event& each : events) added.push_back({each, each.event_name == "purchase"});
    const std::string_view user = events.front().user_pseudo_id;
    const time_span read{events.front().event_timestamp - session_pause - around,
                         events.back().event_timestamp + session_pause + around};
    transaction work(on);
    mart_delta delta(on, shipped_models(), are_spread);
    delta.add_lookup(lookup_kind::sessions, user, {}, read.first, read.last);
    const std::string near = delta.sessions_near();
    std::vector<session_row> before;
    for (copy_decoder row(near); row.next_row(field_count<decltype(stored_session_columns)>);)
        before.push_back(take_session_row(row));
    std::ranges::sort(before, {}, &session_row::session_start);
    const auto changes = merge_sessions(before, added, session_pause);
    if (!changes) return false;
    journey_delta journeys(on, {}, are_spread);
    journeys.count({user, before, read, *changes, added});
    journeys.count_rest();
    write_changes(delta, *changes, added, user);
    journeys.write();
    work.commit();
    return true;
}

void take_off(connection& on, const std::vector<std::string>& users) {
    mart_delta delta(on, shipped_models());
    for (const std::string& user : users) delta.add_lookup(lookup_kind::whole_user, user, {});
    journey_delta journeys(on, {});
    for (const auto& [name, user] : delta.whole_users()) journeys.take_off(user);
    journeys.write();
}

std::string sets_of(const temporary_database& database) {
    return database.value(
        "select string_agg(concat_ws(' ', day, members, coalesce(currency, '-'), journeys, "
        "conversions, revenue), ', ' order by day, members) from dda_sets_daily where dimension = "
        "'channel'");
}

std::string transitions_of(const temporary_database& database) {
    return database.value(
        "select string_agg(concat_ws(' ', kind, coalesce(from_value, '-'), coalesce(to_value, "
        "'-'), journeys), ', ' order by kind, from_value, to_value) from dda_transitions_daily "
        "where dimension = 'channel'");
}

std::int64_t rows_of_journeys(connection& on) {
    return on
        .run(
            "select (select count(*) from dda_sets_daily) + (select count(*) from "
            "dda_transitions_daily)")
        .integer(0, 0);
}

// Some events of one user within a day, most of them visits.
std::vector<event> draw_events(random_stream& random, std::string_view user) {
    static const std::vector<std::string> channels{"Direct", "Email", "Paid Search"};
    timestamp when =
        at("2025-01-01T00:00:00Z") +
        microseconds{static_cast<std::int64_t>(random.below(90LL * 86400)) * 1'000'000};
    std::vector<event> events;
    for (std::uint64_t left = random.below(3) + 1; left > 0; --left) {
        events.push_back(random.one_in(7)
                             ? purchase_of(user, when, static_cast<std::int64_t>(random.below(30)))
                             : visit_of(user, when, channels[random.below(channels.size())]));
        when += std::chrono::minutes{static_cast<std::int64_t>(random.below(300) + 1)};
    }
    return events;
}

}  // namespace

TEST_CASE("journeys of a changed user are taken off and added again") {
    const temporary_database database;
    connection on = database.connect();
    CHECK(add_events(on, {visit_of("u", at("2025-03-01T10:00:00Z"), "Email")}));
    CHECK(sets_of(database) == "2025-03-01 {Email} - 1 0 0.000000");
    CHECK(transitions_of(database) == "end Email - 1, start - Email 1");

    CHECK(add_events(on, {visit_of("u", at("2025-03-03T10:00:00Z"), "Direct")}));
    CHECK(sets_of(database) == "2025-03-03 {Direct,Email} - 1 0 0.000000");

    CHECK(add_events(on, {purchase_of("u", at("2025-03-03T10:05:00Z"), 20)}));
    CHECK(sets_of(database) == "2025-03-03 {Direct,Email} EUR 1 1 20.000000");
    CHECK(transitions_of(database) ==
          "conversion Direct - 1, start - Email 1, step Email Direct 1");

    take_off(on, {"u"});
    CHECK(rows_of_journeys(on) == 0);
}

TEST_CASE("rows of journeys are added and taken off by their keys") {
    const temporary_database database;
    connection on = database.connect();
    const calendar_day day = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1};
    std::vector<transition_row> transitions{
        {"purchase", day, journey_dimension::campaign, transition_kind::step, "", "spring", 2}};
    std::vector<journey_set_row> sets{
        {"purchase", day, journey_dimension::campaign, "EUR", {"", "spring"}, 2, 2, units(7)}};
    const auto change = [&](std::int64_t journeys, std::int64_t revenue) {
        transitions[0].journeys = journeys;
        sets[0].journeys = journeys;
        sets[0].conversions = journeys;
        sets[0].revenue = units(revenue);
        journey_delta delta(on, {});
        delta.add(transitions, sets);
        delta.write();
    };
    change(2, 7);
    change(-1, 1);
    CHECK(database.value("select concat_ws(' ', members, journeys, conversions, revenue) from "
                         "dda_sets_daily") == "{NULL,spring} 1 1 8.000000");
    CHECK(database.value("select concat_ws(' ', to_value, journeys) from dda_transitions_daily "
                         "where from_value is null") == "spring 1");
    change(-1, -8);
    CHECK(rows_of_journeys(on) == 0);
}

TEST_CASE("after any changes the tables of journeys are those of the users' rows") {
    const bool are_spread = GENERATE(false, true);
    const temporary_database database;
    connection on = database.connect();
    random_stream random(31);
    const std::vector<std::string> users{"a", "b", "c"};
    int taken = 0;
    for (int i = 1; i <= 240; ++i) {
        CAPTURE(i);
        const std::string& user = users[random.below(users.size())];
        const std::chrono::hours around{static_cast<std::int64_t>(random.below(24 * 20))};
        taken += add_events(on, draw_events(random, user), around, are_spread) ? 1 : 0;
        if (i % 8 != 0) continue;
        CHECK(rows_of_journeys(on) > 0);
        const transaction trial(on);
        take_off(on, users);
        CHECK(rows_of_journeys(on) == 0);
    }
    CHECK(taken > 200);
}

TEST_CASE("values may be as long as texts may be") {
    const temporary_database database;
    connection on = database.connect();
    random_stream random(3);
    std::vector<std::string> campaigns;
    for (int i = 0; i < 3; ++i) {
        std::string& text = campaigns.emplace_back();
        while (text.size() < std::size_t{16} << 10)
            text += static_cast<char>('!' + random.below(90));
    }
    for (int i = 0; i < 3; ++i)
        CHECK(add_events(on, {visit_of("u", at("2025-03-01T10:00:00Z") + std::chrono::days{i},
                                       "Email", campaigns[static_cast<std::size_t>(i)])}));
    CHECK(database.value("select max(octet_length(to_value)) from dda_transitions_daily") ==
          "16384");
    CHECK(database.value("select count(*) from dda_sets_daily where cardinality(members) = 3") ==
          "1");
    take_off(on, {"u"});
    CHECK(rows_of_journeys(on) == 0);
}

}  // namespace attrib::test
