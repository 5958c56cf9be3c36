#include <libattrib/postgres/advisory_lock.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("a lock keeps others out until it is gone, with its holder if need be") {
    const temporary_database database;
    const auto locks = [&] {
        return database.value(
            "select count(*) from pg_locks where locktype = 'advisory' and "
            "granted and database = (select oid from pg_database where datname = "
            "current_database())");
    };
    connection first = database.connect();
    {
        const advisory_lock lock(first, lock_purpose::load, 7);
        CHECK(locks() == "1");
        connection second = database.connect();
        const advisory_lock other(second, lock_purpose::load, 8);
        second.run("set lock_timeout = 1");
        CHECK_THROWS(advisory_lock(second, lock_purpose::load, 7));
    }
    CHECK(locks() == "0");
    {
        connection killed = database.connect();
        const advisory_lock lock(killed, lock_purpose::rebuild);
        first.run("select pg_terminate_backend(" + std::to_string(killed.backend_pid()) +
                  ", 10000)");
        const advisory_lock next(first, lock_purpose::rebuild);
        CHECK(locks() == "1");
    }
}

}  // namespace attrib::test
