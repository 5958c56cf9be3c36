#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <tests/catch.hpp>
#include <tests/support/largest_events.hpp>
#include <tests/support/temporary_database.hpp>
#include <vector>

namespace attrib {

extern const embedded_file migration_files[];

}  // namespace attrib

namespace attrib::test {
namespace {

// The steps that a database has had, and another.
std::vector<embedded_file> one_more(const embedded_file& step, const std::string& version) {
    std::vector<embedded_file> steps(std::stoul(version), embedded_file{"earlier.sql", ""});
    steps.push_back(step);
    return steps;
}

}  // namespace

TEST_CASE("each migration runs once, also when programs start together") {
    const temporary_database database;
    run_on_threads(6, [&](unsigned) {
        connection on = database.connect();
        migrate(on);
    });
    const std::string version = database.value("select max(version) from attrib_schema");
    CHECK(database.value("select count(*) from attrib_schema") == version);
    const auto steps = one_more({"more.sql", "create table more (a bigint)"}, version);
    run_on_threads(6, [&](unsigned) {
        connection on = database.connect();
        migrate(on, steps);
    });
    CHECK(database.value("select max(version) - " + version + " from attrib_schema") == "1");
    CHECK(database.value("select count(*) from more") == "0");
}

TEST_CASE("a schema of a later program is refused") {
    const temporary_database database;
    connection on = database.connect();
    on.run("insert into attrib_schema (version, name) values (999, 'later')");
    try {
        migrate(on);
        FAIL("it was taken");
    } catch (const failure& failed) {
        CHECK(failed.code() == errc::schema_too_new);
    }
}

TEST_CASE("a migration that fails leaves nothing") {
    const temporary_database database;
    connection on = database.connect();
    const std::string version = database.value("select max(version) from attrib_schema");
    const auto steps =
        one_more({"wrong.sql", "create table half (a bigint); select nonsense"}, version);
    CHECK_THROWS_AS(migrate(on, steps), failure);
    CHECK(database.value("select max(version) from attrib_schema") == version);
    CHECK(database.value("select to_regclass('half') is null") == "t");
}

TEST_CASE("indexes hold only texts that are short") {
    const temporary_database database;
    CHECK(
        database.value(
            "select string_agg(format('%s %s', indexrelid::regclass, attname), ', ') from "
            "pg_index join pg_class as indexed on indexed.oid = indrelid join pg_attribute on "
            "attrelid = indrelid and attnum = any(indkey) join pg_class as index on index.oid = "
            "indexrelid where indexed.relnamespace = 'public'::regnamespace and atttypid = "
            "'text'::regtype and index.relam <> (select oid from pg_am where amname = 'hash') and "
            "(indexed.relname, attname) not in (('ingest_batches', 'source'), "
            "('followed_files', 'source'), ('ga4_events_rejected', 'reason')) and attname not in "
            "('user_pseudo_id', 'event_id', "
            "'transaction_id')") == "");
}

TEST_CASE("a database of before can take long conversions once it is migrated") {
    const temporary_database database;
    connection on = database.connect();
    on.run("drop schema public cascade; create schema public");
    constexpr std::size_t bounded_keys = 8;
    migrate(on, std::span(migration_files, bounded_keys - 1));
    const auto add = [&](const std::string& id) {
        on.run(
            "insert into mart_last_click (conversion_id, user_pseudo_id, conversion_timestamp, "
            "conversion_date, conversion_name, revenue) values ($1, 'u', now(), '2025-03-01', "
            "'purchase', 1)",
            {id});
    };
    add("short");
    const std::string long_id = random_text(alphabet::letters, 17'000, 1);
    CHECK_THROWS_AS(add(long_id), failure);
    migrate(on);
    add(long_id);
    on.run(
        "insert into mart_channel_daily values ('last_click', '2025-03-01', 'purchase', null, "
        "null, 2, 1e30)");
    CHECK(database.value("select count(*) from mart_last_click") == "2");
}

TEST_CASE("the columns of a table stand in their order") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create schema other; create table other.t (b int, a int)");
    CHECK(column_list(on, "other", "t") == "b, a");
    CHECK(column_list(on, "public", "t").empty());
}

}  // namespace attrib::test
