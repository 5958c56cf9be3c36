#include <libattrib/core/error.hpp>
#include <libattrib/ingest/source_lock.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// Tries once: says who has the source, and gives up.
struct impatience {
    std::atomic<bool> interrupt{true};
    std::string message;
    retry_policy how{&interrupt, [this](const std::string& told) { message = told; }};
};

void end_session(const temporary_database& database, int backend) {
    database.connect().run("select pg_terminate_backend(" + std::to_string(backend) + ", 10000)");
}

}  // namespace

TEST_CASE("a source has one holder, and others learn who it is") {
    const temporary_database database;
    connection first = database.connect();
    connection second = database.connect();
    impatience none;
    CHECK_FALSE(holder_of(second, "a"));
    {
        const source_lock held(first, "a", "file", none.how);
        const source_lock other(second, "b", "file", none.how);
        CHECK_THROWS_AS(source_lock(second, "a", "file", none.how), failure);
        CHECK_THAT(none.message, Catch::Contains("file: another program adds this source") &&
                                     Catch::Contains(std::to_string(first.backend_pid())));
        CHECK(holder_of(second, "a"));
    }
    const source_lock free(second, "a", "file", none.how);
    CHECK_FALSE(source_lock::if_free(first, "a"));
    CHECK(source_lock::if_free(first, "b"));
    CHECK_FALSE(holder_of(first, "b"));
    end_session(database, second.backend_pid());
    const source_lock taken(first, "a", "file", none.how);
}

TEST_CASE("the next holder waits for writers that outlive the session of the lock") {
    const temporary_database database;
    connection guard = database.connect();
    connection writer = database.connect();
    connection late = database.connect();
    connection next = database.connect();
    impatience none;
    const source_lock lock(guard, "a", "file", none.how);
    lock.admit(writer);
    end_session(database, guard.backend_pid());
    CHECK_THROWS_AS(source_lock(next, "a", "file", none.how), failure);
    CHECK_THAT(none.message, Catch::Contains(std::to_string(writer.backend_pid())));
    // Who comes later is not let in.
    CHECK_THROWS_AS(lock.admit(late), failure);
    end_session(database, late.backend_pid());
    end_session(database, writer.backend_pid());
    const source_lock taken(next, "a", "file", none.how);
}

}  // namespace attrib::test
