#include <libattrib/marts/table_change.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
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

TEST_CASE("where much waits the tables are rebuilt, where little does they are refreshed") {
    const temporary_database database;
    connection on = database.connect();
    const auto store = [&](int batches) {
        static std::uint64_t position = 0;
        for (int i = 0; i < batches; ++i) {
            const std::string id = std::to_string(position);
            event made = make_event(id, "2025-03-01T10:00:00Z", "purchase");
            made.user_pseudo_id = id;
            store_events(on, {made}, position++);
        }
    };
    store(60);
    std::atomic<bool> interrupt{false};
    follow_options options{.database = database.name(),
                           .attribution = {},
                           .rules = default_channel_rules(),
                           .rows_a_step = 2};
    options.how.interrupt = &interrupt;
    connection listener = database.connect();
    listener.run("listen " + std::string(changed_channel));
    // How often the tables were rebuilt until all is in them.
    std::int64_t heard = 0;
    const auto rebuilds_until_taken = [&] {
        int rebuilds = 0;
        do {
            for (const notice& each : listener.wait_for_notices(std::chrono::seconds{1})) {
                const table_change change = change_of(each.payload).value();
                rebuilds += static_cast<int>(change.is_everything);
                heard = change.number;
            }
        } while (heard < last_change(on) ||
                 database.value("select count(*) from ingest_batches where not in_marts") != "0");
        return rebuilds;
    };
    const std::jthread following([&] { follow_tables(options); });
    CHECK(rebuilds_until_taken() == 1);
    const auto store_at_once = [&](int batches) {
        const advisory_lock nobody_refreshes(on, lock_purpose::rebuild);
        store(batches);
    };
    store_at_once(6);
    CHECK(rebuilds_until_taken() == 0);
    store_at_once(24);
    CHECK(rebuilds_until_taken() == 1);
    interrupt = true;
}

}  // namespace attrib::test
