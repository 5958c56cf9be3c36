#include <libattrib/postgres/table_change.hpp>
#include <libattrib/sql_models/follow_tables.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>
#include <thread>

namespace attrib::test {

TEST_CASE("following makes the tables, takes what comes, by either engine, and two at once") {
    const bool by_sql = GENERATE(false, true);
    const temporary_database database;
    connection on = database.connect();
    store_events(on, {make_event("a", "2025-03-01T10:00:00Z", "purchase")}, 0);
    std::atomic<bool> interrupt{false};
    std::atomic<int> refreshes{0};
    follow_options options{.database = database.name(),
                           .attribution = {},
                           .rules = default_channel_rules(),
                           .by_sql = by_sql};
    options.how.interrupt = &interrupt;
    options.on_refresh = [&](const refresh_summary&) { ++refreshes; };
    connection listener = database.connect();
    listener.run("listen " + std::string(changed_channel));
    std::jthread first([&] { follow_tables(options); });
    const auto rows = [&] { return database.value("select count(*) from stg_ga4_events"); };
    while (rows() != "1") listener.wait_for_notices(std::chrono::seconds{1});
    // With the tables made the second makes none, which might take in the event below.
    std::jthread second([&] { follow_tables(options); });
    store_events(on, {make_event("b", "2025-03-01T11:00:00Z", "purchase")}, 1);
    while (rows() != "2") listener.wait_for_notices(std::chrono::seconds{1});
    interrupt = true;
    first.join();
    second.join();
    CHECK(refreshes >= 1);
    check_equal(
        database,
        {.database = {}, .attribution = {}, .rules = default_channel_rules(), .select = {}});
}

}  // namespace attrib::test
