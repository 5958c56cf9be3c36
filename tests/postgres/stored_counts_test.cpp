#include <libattrib/report/stored_counts.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {

TEST_CASE("what is stored is counted, before and after the tables are made") {
    const temporary_database database;
    connection on = database.connect();
    migrate(on);
    const stored_counts none = count_stored(on);
    CHECK(none.events + none.waiting + none.sessions + none.conversions == 0);
    CHECK_FALSE(none.first_day);
    CHECK_FALSE(none.refreshed_at);
    load_file("tests/data/worked_example.csv", small_batches(database));
    CHECK(count_stored(on).waiting == 6);
    CHECK(count_stored(on).sessions == 0);
}

TEST_CASE("deliveries, sessions, conversions and days of the worked example") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const stored_counts found = count_stored(on);
    CHECK(found.events == 6);
    CHECK(found.waiting == 0);
    CHECK(found.sessions == 3);
    CHECK(found.conversions == 2);
    REQUIRE(found.first_day);
    CHECK(to_string(*found.first_day) == "2025-03-01");
    CHECK(to_string(found.last_day.value()) == "2025-03-15");
    CHECK(found.refreshed_at);
}

}  // namespace attrib::test
