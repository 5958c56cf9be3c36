// One moment of the tables.
#include <atomic>
#include <libattrib/report/report_view.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <tests/support/report_database.hpp>
#include <thread>

namespace attrib::test {
namespace {

// Indexes of a table, as text.
std::string indexes_of(const temporary_database& database, const char* table) {
    return database.value(std::string("select string_agg(indexdef, ';' order by indexname) from "
                                      "pg_indexes where schemaname = 'public' and tablename = '") +
                          table + "'");
}

}  // namespace

TEST_CASE("reports see the old tables or the new while SQL rebuilds them") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json expected = conversions_report(on, {});
    std::atomic<bool> stop{false};
    std::atomic<int> reads{0};
    std::atomic<int> others{0};
    std::thread reader([&] {
        connection reading = database.connect();
        while (!stop) {
            others += conversions_report(reading, {}) == expected ? 0 : 1;
            ++reads;
        }
    });
    while (reads == 0) std::this_thread::yield();
    sql_options sql{.database = database.name(),
                    .attribution = {},
                    .rules = default_channel_rules(),
                    .select = {}};
    sql.full_refresh = true;
    for (int i = 0; i < 5; ++i) rebuild_by_sql(sql);
    stop = true;
    reader.join();
    CHECK(reads > 5);
    CHECK(others == 0);
}

TEST_CASE("tables that are rebuilt keep the indexes of reports") {
    const temporary_database database;
    const std::string marts = indexes_of(database, "mart_last_click");
    const std::string sessions = indexes_of(database, "int_sessions");
    CHECK_THAT(marts, Catch::Matchers::Contains("mart_last_click_newest") &&
                          Catch::Matchers::Contains("mart_last_click_conversion"));
    CHECK_THAT(sessions, Catch::Matchers::Contains("int_sessions_start"));
    fill(database, worked_example());
    CHECK(indexes_of(database, "mart_last_click") == marts);
    CHECK(indexes_of(database, "int_sessions") == sessions);
    rebuild_by_sql({.database = database.name(),
                    .attribution = {},
                    .rules = default_channel_rules(),
                    .select = {}});
    CHECK(indexes_of(database, "mart_last_click") == marts);
    CHECK(indexes_of(database, "int_sessions") == sessions);
    connection on = database.connect();
    check_reports(on, {});
}

TEST_CASE("a view holds the tables it reads and lets go") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    connection other = database.connect();
    other.run("set lock_timeout = '50ms'");
    {
        report_view view(on);
        CHECK(view.run("newest_event", {"2025-04-01T10:00:00Z"}).rows() == 1);
        CHECK_THROWS_AS(other.run("drop table mart_first_click"), failure);
        CHECK_THROWS_AS(on.run("delete from mart_first_click"), failure);
    }
    CHECK_FALSE(on.is_in_transaction());
    other.run("drop table mart_first_click cascade");
}

}  // namespace attrib::test
