// Sessions kept in memory, through any history of refreshes, against SQL on the tables.
#include <algorithm>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/marts/refresh.hpp>
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
    std::vector<credit_filter> filters(6);
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
    return filters;
}

std::vector<dimension_list> session_dimensions() {
    return {{},
            {dimension::channel},
            {dimension::landing_page},
            {dimension::source_medium, dimension::device_category},
            {dimension::day},
            {dimension::week, dimension::campaign},
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
            const session_question asked{from + std::chrono::days{2}, to, by, only};
            const auto expected = sessions_by_sql(on, scope.options().zone.name(), asked);
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
        on.run("truncate ga4_events_raw, ingest_batches, model_state");
        const rc::Random random(seed);
        const auto options =
            rc::gen::exec([&] { return drawn_options(database); })(random, size).value();
        const auto classifier = channel_classifier::compile(options.rules).value();
        rebuild_options rebuild;
        rebuild.database = database.name();
        rebuild.engine.attribution = options.attribution;
        rebuild_tables(rebuild, classifier);
        connection live = database.connect();
        refresher refresh(live, options.attribution, classifier);
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
            while (refresh.take_waiting(20)) ++changes;
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
    CHECK(groups_in_order(view, scope, asked) == sessions_by_sql(on, "UTC", asked));
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
