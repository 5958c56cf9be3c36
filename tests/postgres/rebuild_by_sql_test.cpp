#include <atomic>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/rebuild.hpp>
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
    for (const table which : database_tables)
        all +=
            std::string(on.run("select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from " +
                               std::string(name_of(which)) + " t")
                            .text(0, 0)) +
            "\n";
    all += on.run(
                 "select string_agg(format('%s.%s %s %s %s', table_name, column_name, data_type, "
                 "is_nullable, collation_name), E'\\n' order by table_name, ordinal_position) from "
                 "information_schema.columns where table_name ~ '^(stg_ga4|mart_[flc]|int_sess)'")
               .text(0, 0);
    all += on.run(
                 "select string_agg(indexdef, E'\\n' order by indexname) from pg_indexes "
                 "where tablename ~ '^(stg|int|mart)'")
               .text(0, 0);
    return all;
}

sql_options by_sql(const temporary_database& database) {
    return {.database = database.name(),
            .attribution = {},
            .rules = default_channel_rules(),
            .select = {}};
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
    std::vector<std::string> reasons;
    for (int round = 0; round < 3; ++round) {
        int built = 0;
        sql_options options = by_sql(database);
        options.full_refresh = round == 2;
        options.on_begin = [&](const std::string& reason) { reasons.push_back(reason); };
        options.on_built = [&](const built_model&) { ++built; };
        rebuild_by_sql(options);
        CHECK(built == 16);
        CHECK(contents(database) == expected);
        CHECK(database.value("select bool_and(in_marts) from ingest_batches") == "t");
        CHECK(test_tables(options) == 0);
    }
    CHECK(reasons ==
          std::vector<std::string>{"the C++ engine made the tables", "", "as was asked for"});
    rebuild_tables(how, classifier);
    CHECK(contents(database) == expected);
    CHECK(database.value("select count(*) from pg_namespace where nspname = 'attrib_build'") ==
          "0");
}

TEST_CASE("other settings, models or engines rebuild all tables") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(1'000))),
              small_batches(database));
    std::string reason;
    sql_options options = by_sql(database);
    options.on_begin = [&](const std::string& why) { reason = why; };
    rebuild_by_sql(options);
    CHECK(reason == "the tables are made for the first time");
    options.attribution.lookback = std::chrono::days{3};
    rebuild_by_sql(options);
    CHECK(reason == "the settings are others");
    options.rules.rules.pop_back();
    rebuild_by_sql(options);
    CHECK(reason == "the settings are others");
    database.connect().run("update model_state set models = 'x'");
    rebuild_by_sql(options);
    CHECK(reason == "the models are others");
    rebuild_by_sql(options);
    CHECK(reason.empty());
}

TEST_CASE("selected models are made, the others stay") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(1'000))),
              small_batches(database));
    rebuild_by_sql(by_sql(database));
    const std::string before = contents(database);
    database.connect().run("delete from mart_first_click; delete from int_sessions");
    sql_options options = by_sql(database);
    options.select = {"mart_first_click"};
    options.full_refresh = true;
    CHECK(rebuild_by_sql(options).size() == 1);
    CHECK(database.value("select count(*) from mart_first_click") != "0");
    CHECK(database.value("select count(*) from mart_first_click where channel is not null") == "0");
    options.select = {"int_sessions+"};
    CHECK(rebuild_by_sql(options).size() == 11);
    CHECK(contents(database) == before);
    options.select = {"nothing"};
    CHECK_THROWS_AS(rebuild_by_sql(options), failure);
    // A part with other settings is no state to go on from.
    options.select = {"marts"};
    options.attribution.lookback = std::chrono::days{1};
    rebuild_by_sql(options);
    CHECK(database.value("select count(*) from model_state") == "0");
}

TEST_CASE("views read the new tables, whoever made them, and keep rights and views on top") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(1'000))),
              small_batches(database));
    rebuild_by_sql(by_sql(database));
    connection on = database.connect();
    on.run(
        "grant select on mart_attribution to public; grant select on int_conversions to public; "
        "create view mine as select model, sum(credit) as credit from mart_attribution group by "
        "model; create view orders as select conversion_id from int_conversions");
    const std::string mine =
        "select string_agg(model || ' ' || credit, ', ' order by model) from mine";
    const std::string rights =
        "select string_agg(relname || ' ' || oid || ' ' || relacl::text, ', ' order by relname) "
        "from pg_class where relname = 'mart_attribution'";
    const std::string before = database.value(mine);
    const std::string rights_before = database.value(rights);
    load_file(folder.write("more.csv", generated_csv(small_scenario(3'000))),
              small_batches(database));
    CHECK(database.value(mine) == before);
    for (const bool is_full : {true, false, true}) {
        sql_options options = by_sql(database);
        options.full_refresh = is_full;
        rebuild_by_sql(options);
        CHECK(test_tables(options) == 0);
        CHECK(database.value(mine) != before);
        CHECK(database.value(rights) == rights_before);
        CHECK(database.value("select count(*) from orders") ==
              database.value("select count(*) from mart_last_click"));
        CHECK(database.value("select has_table_privilege('public', 'int_conversions', 'select')") ==
              "t");
    }
    const std::string after = database.value(mine);
    sql_options options = by_sql(database);
    options.select = {"stg_conversions"};
    options.full_refresh = true;
    rebuild_by_sql(options);
    CHECK(database.value(mine) == after);
    on.run("drop view mine, mart_attribution");
    rebuild_by_sql(by_sql(database));
    CHECK(database.value("select count(distinct model) from mart_attribution") == "10");
}

TEST_CASE("a rebuild that is stopped changes nothing") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(1'000))),
              small_batches(database));
    rebuild_by_sql(by_sql(database));
    const std::string before = contents(database);
    load_file(folder.write("more.csv", generated_csv(small_scenario(1'200))),
              small_batches(database));
    for (const bool full : {false, true}) {
        sql_options options = by_sql(database);
        options.full_refresh = full;
        options.on_built = [](const built_model& model) {
            if (model.name == "mart_last_click") throw failure(errc::interrupted, "enough");
        };
        CHECK_THROWS_AS(rebuild_by_sql(options), failure);
        CHECK(contents(database) == before);
        CHECK(database.value("select bool_and(in_marts) from ingest_batches") == "f");
    }
}

TEST_CASE("readers go on while SQL makes the tables") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(2'000))),
              small_batches(database));
    rebuild_by_sql(by_sql(database));
    std::atomic<bool> stop{false};
    std::atomic<int> reads{0};
    std::atomic<int> mixtures{0};
    std::thread reader([&] {
        connection on = database.connect();
        while (!stop) {
            mixtures +=
                on.run(
                      "select (select sum(event_count) from int_sessions) = (select count(*) "
                      "from stg_ga4_events) and (select sum(credit) from mart_attribution where "
                      "model = 'linear') = (select count(*) from mart_first_click)")
                        .boolean(0, 0)
                    ? 0
                    : 1;
            ++reads;
        }
    });
    while (reads == 0) std::this_thread::yield();
    for (int i = 0; i < 3; ++i) rebuild_by_sql(by_sql(database));
    stop = true;
    reader.join();
    CHECK(mixtures == 0);
}

}  // namespace attrib::test
