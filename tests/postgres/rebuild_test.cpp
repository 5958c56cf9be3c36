#include <fmt/format.h>

#include <atomic>
#include <libattrib/core/error.hpp>
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/generate/truth.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/io/event_files.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>
#include <thread>

namespace attrib::test {
namespace {

rebuild_options plain(const temporary_database& database) {
    rebuild_options options;
    options.database = database.name();
    options.engine.threads = 2;
    return options;
}

// Rows that a table has and a CSV file of it has not, or the other way round; copies count.
// In the columns that the file has.
std::string differences(const temporary_database& database, table which, const std::string& csv) {
    const std::string columns(csv_header_of(which));
    const std::string stored = fmt::format("select {} from {}", columns, name_of(which));
    connection on = database.connect();
    on.run("create temp table expected as " + stored + " with no data");
    on.run("copy expected from " + quote_text(csv) + " (format csv, header)");
    return std::string(on.run("select count(*) from ((" + stored +
                              " except all table expected) union all (table expected except all " +
                              stored + ")) different")
                           .text(0, 0));
}

}  // namespace

TEST_CASE("the tables in Postgres are those that come from files, and those that were meant") {
    const generator made = generator::make(small_scenario(20'000, 10'000), 2).value();
    const reachable_directory folder;
    const std::string path =
        folder.write("events.csv", generated_csv(small_scenario(20'000, 10'000)));
    const channel_classifier classifier = default_channel_classifier();
    const temporary_database database;
    const load_summary loaded = load_file(path, small_batches(database));
    const engine_summary summary = rebuild_tables(plain(database), classifier);
    CHECK(summary.read == loaded.added.read);
    CHECK(summary.rejected == loaded.added.rejected);
    CHECK(summary.events == 20'000);
    CHECK(database.value("select bool_and(in_marts) from ingest_batches") == "t");

    constexpr std::array all{table::stg_ga4_events, table::int_sessions, table::mart_first_click,
                             table::mart_last_click, table::mart_channel_daily};
    engine batch({.attribution = {}, .threads = 2}, classifier);
    batch.read(*event_files::open({path}).value());
    csv_sink sink(folder.path(), all);
    batch.run(sink);
    sink.commit();
    for (const table which : all) {
        INFO(name_of(which));
        CHECK(differences(database, which, folder.file(std::string(name_of(which)) + ".csv")) ==
              "0");
    }
    const truth meant = truth_of(made);
    CHECK(differences(database, table::int_sessions, folder.write("s", meant.int_sessions)) == "0");
    CHECK(differences(database, table::mart_first_click,
                      folder.write("f", meant.mart_first_click)) == "0");
    CHECK(differences(database, table::mart_last_click, folder.write("l", meant.mart_last_click)) ==
          "0");
}

TEST_CASE("conversions and revenue of each mart are those of staging") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(10'000))),
              small_batches(database));
    rebuild_tables(plain(database), default_channel_classifier());
    const std::string staged =
        "select count(*) || ':' || sum(coalesce(event_value, 0)) from (select distinct on "
        "(user_pseudo_id, transaction_id) event_value from stg_ga4_events where event_name = "
        "'purchase' order by user_pseudo_id, transaction_id, event_timestamp) purchases";
    for (const char* const mart : {"mart_first_click", "mart_last_click"})
        CHECK(database.value(staged) == database.value(std::string("select count(*) || ':' || "
                                                                   "sum(revenue) from ") +
                                                       mart));
    for (const char* const model : {"first_click", "last_click"})
        CHECK(database.value(staged) ==
              database.value(
                  std::string("select sum(conversions)::bigint || ':' || sum(revenue) from "
                              "mart_channel_daily where model = '") +
                  model + "'"));
}

TEST_CASE("readers see the old tables or the new, never a mixture") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("one.csv", generated_csv(small_scenario(3'000))),
              small_batches(database));
    const channel_classifier classifier = default_channel_classifier();
    rebuild_tables(plain(database), classifier);
    scenario more = small_scenario(3'000);
    more.seed = 99;
    load_file(folder.write("two.csv", generated_csv(more)), small_batches(database));

    std::atomic<bool> stop{false};
    std::atomic<int> reads{0};
    std::atomic<int> mixtures{0};
    std::thread reader([&] {
        connection on = database.connect();
        while (!stop) {
            // One statement, one snapshot of what every table is.
            const query_result row = on.run(
                "select (select sum(event_count) from int_sessions) = (select count(*) from "
                "stg_ga4_events) and (select count(*) from mart_first_click) = (select count(*) "
                "from "
                "mart_last_click)");
            mixtures += row.boolean(0, 0) ? 0 : 1;
            ++reads;
        }
    });
    while (reads == 0) std::this_thread::yield();
    for (int i = 0; i < 5; ++i) rebuild_tables(plain(database), classifier);
    stop = true;
    reader.join();
    CHECK(reads > 5);
    CHECK(mixtures == 0);
    CHECK(database.value("select count(*) from stg_ga4_events") == "6000");
}

TEST_CASE("an interrupted rebuild leaves the tables as they were; two at once do no harm") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("one.csv", generated_csv(small_scenario(3'000))),
              small_batches(database));
    const channel_classifier classifier = default_channel_classifier();
    const std::atomic<bool> stop{true};
    rebuild_options stopped = plain(database);
    stopped.interrupt = &stop;
    CHECK_THROWS_AS(rebuild_tables(stopped, classifier), failure);
    CHECK(database.value("select count(*) from stg_ga4_events") == "0");
    CHECK(database.value("select bool_or(in_marts) from ingest_batches") == "f");
    std::thread other([&] { rebuild_tables(plain(database), classifier); });
    rebuild_tables(plain(database), classifier);
    other.join();
    CHECK(database.value("select count(*) from stg_ga4_events") == "3000");
}

TEST_CASE("a rebuild that is interrupted in any phase leaves nothing behind") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("one.csv", generated_csv(small_scenario(3'000))),
              small_batches(database));
    for (const rebuild_phase last : {rebuild_phase::reading, rebuild_phase::writing,
                                     rebuild_phase::indexing, rebuild_phase::swapping}) {
        std::atomic<bool> stop{false};
        rebuild_options stopped = plain(database);
        stopped.interrupt = &stop;
        stopped.on_phase = [&](rebuild_phase phase) { stop = phase == last; };
        CHECK_THROWS_AS(rebuild_tables(stopped, default_channel_classifier()), failure);
        CHECK(database.value("select count(*) from stg_ga4_events") == "0");
        CHECK(database.value("select count(*) from pg_class where relname like '%\\_\\_next'") ==
              "0");
    }
}

TEST_CASE("tables of an empty database are empty") {
    const temporary_database database;
    const engine_summary summary = rebuild_tables(plain(database), default_channel_classifier());
    CHECK(summary.read == 0);
    CHECK(database.value("select count(*) from mart_channel_daily") == "0");
}

}  // namespace attrib::test
