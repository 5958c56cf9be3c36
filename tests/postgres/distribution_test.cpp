// What a server without Citus answers; tests/citus has what a cluster does.
#include <libattrib/core/error.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("without Citus the tables stay as they are, and the message says how to get it") {
    const temporary_database database;
    connection on = database.connect();
    CHECK_FALSE(is_distributed(on));
    CHECK_THROWS_WITH(distribute_tables(on), Catch::Matchers::Contains("has no Citus") &&
                                                 Catch::Matchers::Contains("CREATE EXTENSION"));
    try {
        distribute_tables(on);
    } catch (const failure& failed) {
        CHECK(failed.code() == errc::database_refused);
    }
    CHECK_FALSE(is_distributed(on));
}

}  // namespace attrib::test
