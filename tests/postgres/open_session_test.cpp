#include <libattrib/core/error.hpp>
#include <libattrib/postgres/open_session.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("sessions of the server itself are never shared") {
    const temporary_database database;
    connection on = database.connect();
    CHECK(on.run("select pg_backend_pid()").integer(0, 0) == on.backend_pid());
    CHECK_FALSE(shares_session(on.native(), on.backend_pid(), database.name()));
    CHECK_FALSE(on.is_standby());
}

TEST_CASE("a message about a connection that fails holds no password") {
    for (const std::string where :
         {"host=/nowhere password=SECRET dbname=SECRET", "postgresql://SECRET:SECRET@127.0.0.1:1/x",
          "host=SECRET.invalid password=SECRET", "postgresql://u:SECRET%ZZ@127.0.0.1:1/x"})
        try {
            static_cast<void>(open_session(where));
            FAIL("it connected");
        } catch (const failure& failed) {
            CHECK_THAT(failed.what(), !Catch::Matchers::Contains("SECRET"));
        }
}

}  // namespace attrib::test
