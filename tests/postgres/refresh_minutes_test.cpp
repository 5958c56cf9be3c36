#include <libattrib/marts/refresh_minutes.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

void count_in_transaction(connection& on, const minute_counts& counts) {
    transaction work(on);
    count_minute(on, counts);
    work.commit();
}

}  // namespace

TEST_CASE("refreshes of a minute add up, and the longest lag stays") {
    const temporary_database database;
    connection on = database.connect();
    transaction work(on);
    count_minute(on, {5, 1, 2, 3, 4, 700});
    count_minute(on, {10, 1, 1, 1, 1, 60});
    work.commit();
    CHECK(database.value("select concat_ws(' ', events, conversions, rejects, late_events, "
                         "moved_conversions, lag_ms) from refresh_minutes") == "15 2 3 4 5 700");
}

TEST_CASE("minutes of over 31 days ago go") {
    const temporary_database database;
    connection on = database.connect();
    on.run(
        "insert into refresh_minutes select date_trunc('minute', now()) - make_interval(days => "
        "i), "
        "1, 1, 1, 1, 1, 1 from generate_series(1, 40) as i");
    count_in_transaction(on, {});
    CHECK(database.value("select count(*) from refresh_minutes") == "31");
}

}  // namespace attrib::test
