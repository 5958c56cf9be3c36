#include <libattrib/core/error.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/temporary_database.hpp>
#include <thread>

namespace attrib::test {
namespace {

errc code_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const failure& failed) {
        INFO(failed.what());
        return failed.code();
    }
    FAIL("nothing was thrown");
    return {};
}

}  // namespace

TEST_CASE("queries, parameters and nulls") {
    const temporary_database database;
    connection on = database.connect();
    const query_result rows =
        on.run("select $1::bigint + 1, $2::text, $3::text is null", {"41", "x'\"y", std::nullopt});
    REQUIRE(rows.rows() == 1);
    CHECK(rows.integer(0, 0) == 42);
    CHECK(rows.text(0, 1) == "x'\"y");
    CHECK(rows.boolean(0, 2));
    CHECK(on.run("select null").is_null(0, 0));
    CHECK(on.run("show timezone").text(0, 0) == "UTC");
    CHECK(on.run("select " + quote_text("it's")).text(0, 0) == "it's");
    CHECK(on.run("select 1 as " + quote_name("a\"b")).integer(0, 0) == 1);
    CHECK(on.run("create table t as select generate_series(1, 3)").affected() == 3);
}

TEST_CASE("the server's refusals and lost connections are told apart") {
    const temporary_database database;
    connection on = database.connect();
    CHECK(code_of([&] { on.run("select nonsense"); }) == errc::database_refused);
    CHECK(code_of([&] { on.run("select $1::bigint", {"x"}); }) == errc::database_refused);
    connection other = database.connect();
    other.run("select pg_terminate_backend(" + std::to_string(on.backend_pid()) + ", 10000)");
    CHECK(code_of([&] { on.run("select 1"); }) == errc::database_unavailable);
    CHECK(code_of([] { connection("host=/nowhere"); }) == errc::database_unavailable);
    CHECK(code_of([] { connection("no such syntax"); }) == errc::database_unavailable);
}

TEST_CASE("a raised flag ends the statement that runs, and the connection goes on") {
    const temporary_database database;
    connection on = database.connect();
    std::atomic<bool> stop{false};
    on.interrupt_by(&stop);
    const std::string asleep = "from pg_stat_activity where wait_event = 'PgSleep'";
    for (const bool is_prepared : {false, true}) {
        errc ended{};
        std::thread waiting([&] {
            ended = code_of([&] {
                if (is_prepared)
                    on.run_prepared("select pg_sleep(3600)");
                else
                    on.run("select pg_sleep(3600)");
            });
        });
        CHECK(eventually([&] { return database.value("select count(*) " + asleep) == "1"; }));
        stop = true;
        waiting.join();
        stop = false;
        CHECK(ended == errc::interrupted);
        CHECK(on.run("select 1").integer(0, 0) == 1);
    }
    // Cancelled by another: no interrupt.
    errc ended{};
    std::thread waiting([&] { ended = code_of([&] { on.run("select pg_sleep(3600)"); }); });
    CHECK(eventually(
        [&] { return database.value("select count(pg_cancel_backend(pid)) " + asleep) == "1"; }));
    waiting.join();
    CHECK(ended == errc::database_refused);
}

TEST_CASE("a transaction happens as a whole or not at all") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table t (a bigint)");
    {
        transaction work(on);
        CHECK(on.is_in_transaction());
        on.run("insert into t values (1)");
    }
    CHECK_FALSE(on.is_in_transaction());
    CHECK(database.value("select count(*) from t") == "0");
    {
        transaction work(on);
        on.run("insert into t values (1)");
        work.commit();
    }
    CHECK(database.value("select count(*) from t") == "1");
    transaction aborted(on);
    CHECK_THROWS_AS(on.run("select nonsense"), failure);
    CHECK_THROWS_AS(aborted.commit(), failure);
}

}  // namespace attrib::test
