// Sessions kept in memory, through any history of refreshes, against SQL on the tables.
#include <algorithm>
#include <libattrib/report/session_answer.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/report_database.hpp>
#include <tests/support/sessions_by_sql.hpp>

namespace attrib::test {
namespace {

using kind = share_condition::kind;

share_condition test_of(kind which, share_column column, std::vector<std::string> values) {
    return {.which = which, .column = column, .values = std::move(values)};
}

std::vector<credit_filter> session_filters() {
    std::vector<credit_filter> filters(7);
    filters[1].touch[0] = "Email";
    filters[2].touch[static_cast<std::size_t>(touch_column::campaign)] = "";
    filters[3].where = test_of(kind::contains, share_column::landing_page, {"shop", "a"});
    filters[4].where = {
        .which = kind::any_of,
        .parts = {test_of(kind::matches, share_column::source, {"^[a-g].*o", "e$"}),
                  {.which = kind::none_of,
                   .parts = {test_of(kind::is, share_column::country, {"", "DE"}),
                             test_of(kind::starts_with, share_column::channel, {"Pa"})}}}};
    filters[5].where = test_of(kind::is, share_column::medium, {"no such medium"});
    filters[6].where = test_of(kind::is, share_column::visitor, {"returning"});
    return filters;
}

std::vector<dimension_list> session_dimensions() {
    return {{},
            {dimension::channel},
            {dimension::landing_page},
            {dimension::source_medium, dimension::device_category},
            {dimension::day},
            {dimension::visitor},
            {dimension::week, dimension::campaign},
            {dimension::visitor, dimension::source},
            {dimension::month, dimension::country, dimension::channel}};
}

std::vector<session_group> groups_in_order(report_view& view, const report_scope& scope,
                                           const session_question& asked) {
    auto groups = session_groups(view, scope, asked);
    std::ranges::sort(groups, {}, &session_group::values);
    return groups;
}

// Days of most sessions that were drawn, and the same without their ends.
std::pair<calendar_day, calendar_day> days_of_sessions(connection& on) {
    const query_result found = on.run(
        "select coalesce(min(session_start)::date, '2025-01-01') - 2, "
        "coalesce(max(session_start)::date, '2025-01-01') + 2 from int_sessions");
    const calendar_day from = day(found.text(0, 0));
    return {from, std::min(day(found.text(0, 1)), from + std::chrono::days{3000})};
}

std::size_t check_answers(connection& on, session_store& store) {
    journey_store journeys;
    const auto [from, to] = days_of_sessions(on);
    std::size_t rows = 0;
    report_view view({on, journeys, store, 2});
    report_filter filter;
    filter.from = from;
    filter.to = to;
    const report_scope scope = scope_of(view, filter);
    for (const credit_filter& only : session_filters())
        for (const dimension_list& by : session_dimensions()) {
            session_question asked{from + std::chrono::days{2}, to, by, only};
            asked.has_counts = rows % 2 == 1;
            const auto expected = sessions_by_sql(on, scope.options(), asked);
            CHECK(groups_in_order(view, scope, asked) == expected);
            rows += expected.size();
        }
    return rows;
}

// Passes on what is told.
void hear(connection& listener, session_store& store, std::size_t changes) {
    for (std::size_t heard = 0; heard < changes;) {
        const auto notices = listener.wait_for_notices(std::chrono::seconds{10});
        REQUIRE(!notices.empty());
        for (const notice& each : notices) store.change(change_of(each.payload).value());
        heard += notices.size();
    }
}

}  // namespace

TEST_CASE("through any history, sessions and users are those of the tables") {
    const temporary_database database;
    connection on = database.connect();
    constexpr std::uint64_t cases = 12;
    constexpr int size = 80;
    std::size_t rows = 0;
    std::uint64_t patches = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        CAPTURE(seed);
        const rc::Random random(seed);
        const auto options =
            rc::gen::exec([&] { return drawn_options(database); })(random, size).value();
        drawn_live_tables tables(database, options);
        session_store store;
        store.set_live(true);
        connection listener = database.connect();
        listener.run("listen " + std::string(changed_channel));
        for (std::uint64_t i = 0; i < 5; ++i) {
            CAPTURE(i);
            std::vector<event> events = drawn_events()(rc::Random(seed * 100 + i), size).value();
            if (i % 2 == 1 && events.size() > 3) events.resize(3);
            store_events(on, events, i);
            std::size_t changes = 0;
            tables.refresh([&](const refresh_summary&) { ++changes; });
            hear(listener, store, changes);
            rows += check_answers(on, store);
        }
        patches += store.figures().patches;
    }
    CHECK(rows > 1500);
    CHECK(patches > 100);
}

TEST_CASE("a report without a shared store reads the sessions itself") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_view view(on);
    const report_scope scope = scope_of(view, {});
    const session_question asked{scope.from, scope.to, {dimension::channel}, {}};
    CHECK(groups_in_order(view, scope, asked) == sessions_by_sql(on, scope.options(), asked));
}

TEST_CASE("a visitor returns after a session in the journey window, and is new after it") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel\n"
         "a,u,2025-01-01T10:00:00Z,page_view,Direct\n"
         "b,u,2025-04-01T10:00:00Z,page_view,Email\n"          // 90 days later, to the microsecond
         "c,u,2025-06-30T10:00:00.000001Z,page_view,Direct\n"  // one more
         "d,v,2025-06-30T09:00:00Z,page_view,Direct\n"
         "e,v,2025-06-30T11:00:00Z,purchase,Direct\n");
    connection on = database.connect();
    const auto rows_of = [&](json members) {
        members["metrics"] = {"sessions", "users", "events", "converting_sessions",
                              "session_conversions"};
        members["dimensions"] = {"visitor"};
        return query_report(on, query_of(members)).at("data");
    };
    CHECK(rows_of({{"from", "2025-04-01"}, {"to", "2025-04-02"}}).at(0).at("visitor") ==
          "returning");
    const json june = rows_of({{"from", "2025-06-30"}, {"to", "2025-07-01"}});
    CHECK(june == json::array({{{"visitor", "new"},
                                {"sessions", 2},
                                {"users", 2},
                                {"events", 2},
                                {"converting_sessions", 0},
                                {"session_conversions", 0}},
                               {{"visitor", "returning"},
                                {"sessions", 1},
                                {"users", 1},
                                {"events", 1},
                                {"converting_sessions", 1},
                                {"session_conversions", 1}}}));
    const json filter = json::array({json::array({"is", "visitor", {"new"}})});
    const json only = rows_of({{"from", "2025-06-30"}, {"to", "2025-07-01"}, {"filters", filter}});
    CHECK(only == json::array({june.at(0)}));
}

TEST_CASE("more groups of sessions than the limit are refused") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    query_request asked = query_of({{"metrics", {"sessions"}},
                                    {"dimensions", {"channel"}},
                                    {"from", "2025-03-01"},
                                    {"to", "2025-03-16"}});
    asked.most_amounts = 3;
    CHECK(query_report(on, asked).at("data").size() == 3);
    asked.most_amounts = 2;
    CHECK(code_of([&] { static_cast<void>(query_report(on, asked)); }) == errc::invalid_option);
}

TEST_CASE("sessions have no columns of conversions") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_view view(on);
    const report_scope scope = scope_of(view, {});
    session_question asked{scope.from, scope.to, {}, {}};
    asked.only.where = {.which = kind::any_of,
                        .parts = {test_of(kind::is, share_column::currency, {"EUR"})}};
    CHECK(code_of([&] { static_cast<void>(session_groups(view, scope, asked)); }) ==
          errc::invalid_option);
}

}  // namespace attrib::test
