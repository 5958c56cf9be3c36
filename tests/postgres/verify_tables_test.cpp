#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <libattrib/sql_models/verify_tables.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/table_contents.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

rebuild_options with_defaults(const temporary_database& database) {
    rebuild_options options;
    options.database = database.name();
    return options;
}

std::string left_behind(const temporary_database& database) {
    return database.value(
        "select count(*) from pg_namespace where nspname ~ '^attrib_' or exists (select from "
        "pg_class where relname like '%\\_\\_next%')");
}

void load_some(const temporary_database& database, std::uint64_t events = 2'000) {
    const temporary_directory folder;
    load_file(folder.write("events.csv", generated_csv(small_scenario(events))),
              small_batches(database));
}

void models_of(const temporary_database& database) {
    rebuild_by_sql({.database = database.name(),
                    .attribution = {},
                    .rules = default_channel_rules(),
                    .select = {}});
}

// The message that verify_tables fails with.
std::string refusal(const rebuild_options& options, errc expected) {
    try {
        verify_tables(options, default_channel_classifier());
    } catch (const failure& failed) {
        CHECK(failed.code() == expected);
        return failed.what();
    }
    return "no failure";
}

}  // namespace

TEST_CASE("tables of either engine are what the other computes, and nothing is left behind") {
    const temporary_database database;
    load_some(database);
    rebuild_tables(with_defaults(database), default_channel_classifier());
    const auto before = table_sums(database);
    verification found = verify_tables(with_defaults(database), default_channel_classifier());
    CHECK(found.stored_by == "cpp");
    CHECK(found.checked_by == "sql");
    CHECK(found.is_equal());
    CHECK(found.tables[0].stored == 2'000);
    CHECK(found.tables[0].checked == 2'000);
    models_of(database);
    found = verify_tables(with_defaults(database), default_channel_classifier());
    CHECK(found.stored_by == "sql");
    CHECK(found.checked_by == "cpp");
    CHECK(found.is_equal());
    CHECK(table_sums(database) == before);
    CHECK(left_behind(database) == "0");
}

TEST_CASE("a row that differs is shown from each side, with the user's events around it") {
    const temporary_database database;
    load_some(database);
    rebuild_tables(with_defaults(database), default_channel_classifier());
    database.connect().run(
        "update mart_last_click set channel = 'Wrong' where conversion_id = (select "
        "min(conversion_id) from mart_last_click); delete from int_sessions where session_id = "
        "(select min(session_id) from int_sessions)");
    for (const char* const engine : {"sql", "cpp"}) {
        const verification found =
            verify_tables(with_defaults(database), default_channel_classifier(), engine);
        CHECK_FALSE(found.is_equal());
        CHECK(found.checked_by == engine);
        const table_comparison& last =
            found.tables[static_cast<std::size_t>(table::mart_last_click)];
        CHECK(last.only_stored == 1);
        CHECK(last.only_checked == 1);
        CHECK(found.tables[1].only_stored == 0);
        CHECK(found.tables[1].only_checked == 1);
        CHECK(found.tables[1].stored + 1 == found.tables[1].checked);
        REQUIRE(found.first.size() == 3);
        CHECK(found.first[0].which == table::int_sessions);
        CHECK(found.first[1].is_stored);
        CHECK_THAT(found.first[1].row, Contains("\"channel\":\"Wrong\""));
        CHECK_FALSE(found.first[2].is_stored);
        for (const differing_row& row : found.first) CHECK_FALSE(row.events.empty());
        CHECK_THAT(found.first[1].events.back() + found.first[1].events.front(), Contains("20"));
        CHECK(left_behind(database) == "0");
    }
}

TEST_CASE("what cannot be compared is refused with the reason") {
    const temporary_database database;
    CHECK_THAT(refusal(with_defaults(database), errc::stale_tables), Contains("no tables yet"));
    load_some(database);
    rebuild_tables(with_defaults(database), default_channel_classifier());
    rebuild_options other = with_defaults(database);
    other.engine.attribution.lookback = std::chrono::days{3};
    CHECK_THAT(refusal(other, errc::invalid_option),
               Contains("other settings: lookback_us=1209600000000;") &&
                   Contains("not lookback_us=259200000000"));
    load_some(database, 3'000);
    CHECK_THAT(refusal(with_defaults(database), errc::stale_tables), Contains("lack"));
    CHECK(left_behind(database) == "0");
}

TEST_CASE("what a killed check left is cleared up by the next") {
    const temporary_database database;
    load_some(database);
    models_of(database);
    database.connect().run("create schema attrib_verify; create table attrib_verify.x (a int)");
    CHECK(verify_tables(with_defaults(database), default_channel_classifier()).is_equal());
    CHECK(left_behind(database) == "0");
}

}  // namespace attrib::test
