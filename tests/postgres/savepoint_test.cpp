#include <libattrib/core/error.hpp>
#include <libattrib/postgres/savepoint.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("what is kept stays, what fails or is left goes, and the transaction goes on") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table t (n integer primary key)");
    transaction work(on);
    {
        savepoint part(on);
        on.run("insert into t values (1)");
        part.keep();
    }
    {
        const savepoint part(on);
        on.run("insert into t values (2)");
    }
    for (int i = 0; i < 3; ++i) {
        const savepoint part(on);
        on.run("insert into t values (3)");
        CHECK_THROWS_AS(on.run("insert into t values (1)"), failure);
    }
    on.run("insert into t values (4)");
    work.commit();
    CHECK(database.value("select string_agg(n::text, ' ' order by n) from t") == "1 4");
}

TEST_CASE("a savepoint whose session is gone does no harm") {
    const temporary_database database;
    connection on = database.connect();
    const transaction work(on);
    const savepoint part(on);
    database.connect().run("select pg_terminate_backend(" + std::to_string(on.backend_pid()) + ")");
    CHECK_THROWS_AS(on.run("select 1"), failure);
}

}  // namespace attrib::test
