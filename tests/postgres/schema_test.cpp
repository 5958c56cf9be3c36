#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>
#include <vector>

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

TEST_CASE("the columns of a table stand in their order") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create schema other; create table other.t (b int, a int)");
    CHECK(column_list(on, "other", "t") == "b, a");
    CHECK(column_list(on, "public", "t").empty());
}

}  // namespace attrib::test
