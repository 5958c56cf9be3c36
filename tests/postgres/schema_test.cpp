#include <array>
#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("each migration runs once, also when programs start together") {
    const temporary_database database;
    run_on_threads(6, [&](unsigned) {
        connection on = database.connect();
        migrate(on);
    });
    CHECK(database.value("select count(*) from attrib_schema") == "1");
    constexpr std::array steps{embedded_file{"0001_tables.sql", ""},
                               embedded_file{"0002_more.sql", "create table more (a bigint)"}};
    run_on_threads(6, [&](unsigned) {
        connection on = database.connect();
        migrate(on, steps);
    });
    CHECK(database.value("select max(version) from attrib_schema") == "2");
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
    constexpr std::array steps{
        embedded_file{"0001_tables.sql", ""},
        embedded_file{"0002_wrong.sql", "create table half (a bigint); select nonsense"}};
    CHECK_THROWS_AS(migrate(on, steps), failure);
    CHECK(database.value("select max(version) from attrib_schema") == "1");
    CHECK(database.value("select to_regclass('half') is null") == "t");
}

}  // namespace attrib::test
