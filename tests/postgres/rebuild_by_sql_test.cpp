#include <atomic>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/postgres/rebuild.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>
#include <thread>

namespace attrib::test {
namespace {

// All rows of the five tables, and how the tables are made.
std::string contents(const temporary_database& database) {
    connection on = database.connect();
    std::string all;
    for (const std::string_view name : table_names)
        all +=
            std::string(on.run("select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from " +
                               std::string(name) + " t")
                            .text(0, 0)) +
            "\n";
    all += on.run(
                 "select string_agg(format('%s.%s %s %s %s', table_name, column_name, data_type, "
                 "is_nullable, collation_name), E'\\n' order by table_name, ordinal_position) from "
                 "information_schema.columns where table_name ~ '^(stg|mart|int_sess)'")
               .text(0, 0);
    all += on.run(
                 "select string_agg(indexdef, E'\\n' order by indexname) from pg_indexes "
                 "where tablename ~ '^(stg|int|mart)'")
               .text(0, 0);
    return all;
}

}  // namespace

TEST_CASE("either engine makes the same tables, columns and indexes, in turns") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(4'000))),
              small_batches(database));
    rebuild_options how;
    how.database = database.name();
    const channel_classifier classifier = default_channel_classifier();
    rebuild_tables(how, classifier);
    const std::string expected = contents(database);
    for (int round = 0; round < 2; ++round) {
        int built = 0;
        rebuild_by_sql(database.name(), {}, [&](const built_model&) { ++built; });
        CHECK(built == 6);
        CHECK(contents(database) == expected);
        CHECK(database.value("select bool_and(in_marts) from ingest_batches") == "t");
    }
    rebuild_tables(how, classifier);
    CHECK(contents(database) == expected);
    CHECK(database.value("select count(*) from pg_namespace where nspname = 'attrib_build'") ==
          "0");
}

TEST_CASE("readers go on while SQL makes the tables") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(2'000))),
              small_batches(database));
    rebuild_by_sql(database.name(), {});
    std::atomic<bool> stop{false};
    std::atomic<int> reads{0};
    std::atomic<int> mixtures{0};
    std::thread reader([&] {
        connection on = database.connect();
        while (!stop) {
            mixtures +=
                on.run(
                      "select (select sum(event_count) from int_sessions) = (select count(*) "
                      "from stg_ga4_events)")
                        .boolean(0, 0)
                    ? 0
                    : 1;
            ++reads;
        }
    });
    while (reads == 0) std::this_thread::yield();
    for (int i = 0; i < 3; ++i) rebuild_by_sql(database.name(), {});
    stop = true;
    reader.join();
    CHECK(mixtures == 0);
}

}  // namespace attrib::test
