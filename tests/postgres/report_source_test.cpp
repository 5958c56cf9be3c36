#include <libattrib/report/report_source.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {

TEST_CASE("a report says the same from a shared store and from none, and the store keeps days") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    journey_store store;
    store.set_live(true);
    const report_source shared(on, store, 2);
    report_filter filter;
    filter.by = dimension::source_medium;
    filter.models = {"linear", "time_decay"};
    const json expected = breakdown_report(on, filter);
    CHECK(store.figures().loads == 0);
    CHECK(breakdown_report(shared, filter) == expected);
    const journey_store_figures first = store.figures();
    CHECK(first.days > 0);
    CHECK(first.loads > 0);
    CHECK(breakdown_report(shared, filter) == expected);
    CHECK(store.figures().loads == first.loads);
    CHECK(store.figures().hits > first.hits);
}

TEST_CASE("a connection alone is a source of one thread and no store") {
    const temporary_database database;
    connection on = database.connect();
    const report_source from = on;
    CHECK(&from.on == &on);
    CHECK(from.journeys == nullptr);
    CHECK(from.threads == 1);
}

}  // namespace attrib::test
