#include <array>
#include <cstdlib>
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

TEST_CASE("statements of one round trip answer each, or fail as one") {
    const temporary_database database;
    connection on = database.connect();
    on.run("create table t (x integer primary key)");
    const auto answers = on.run_all_prepared({{"insert into t select $1::integer", {"1"}},
                                              {"select x + 1 from t"},
                                              {"insert into t values (5), (6)"}});
    REQUIRE(answers.size() == 3);
    CHECK(answers[0].affected() == 1);
    CHECK(answers[1].integer(0, 0) == 2);
    CHECK(answers[2].affected() == 2);
    CHECK(on.run_all_prepared({}).empty());
    CHECK(code_of([&] {
              on.run_all_prepared({{"insert into t values (7)"},
                                   {"insert into t select $1::integer", {"1"}},
                                   {"insert into t values (8)"}});
          }) == errc::database_refused);
    // The connection goes on, in or out of a transaction.
    CHECK(on.run("select max(x) from t").integer(0, 0) == 6);
    std::vector<query_result> first;
    {
        transaction work(on, {{"insert into t values (9)"}}, first);
        CHECK(first.size() == 1);
        CHECK(on.is_in_transaction());
    }
    CHECK(on.run("select max(x) from t").integer(0, 0) == 6);
    {
        transaction work(on, {{"insert into t values (10)"}}, first);
        work.commit_after({{"insert into t values (11)"}});
    }
    CHECK_FALSE(on.is_in_transaction());
    CHECK(on.run("select max(x) from t").integer(0, 0) == 11);
    CHECK(code_of([&] { transaction work(on, {{"insert into t values (11)"}}, first); }) ==
          errc::database_refused);
    CHECK_FALSE(on.is_in_transaction());
    connection other = database.connect();
    on.run_all_prepared({{"select 1"}});
    other.run("select pg_terminate_backend(" + std::to_string(on.backend_pid()) + ")");
    CHECK(code_of([&] { on.run_all_prepared({{"select 1"}}); }) == errc::database_unavailable);
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
    CHECK(code_of([] { connection("host"); }) == errc::database_unavailable);
    CHECK(code_of([] { connection("password=SECRET%ZZ x"); }) == errc::invalid_option);
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

TEST_CASE("a session has the settings it needs, whatever its database says") {
    const temporary_database database;
    const std::string name = database.value("select quote_ident(current_database())");
    const std::array<std::array<std::string, 3>, 13> settings{{
        {"timezone", "Asia/Tokyo", "UTC"},
        {"datestyle", "German", "ISO, MDY"},
        {"intervalstyle", "iso_8601", "postgres"},
        {"extra_float_digits", "-5", "3"},
        {"bytea_output", "escape", "hex"},
        {"standard_conforming_strings", "off", "on"},
        {"default_transaction_isolation", "serializable", "read committed"},
        {"default_transaction_deferrable", "on", "off"},
        {"idle_in_transaction_session_timeout", "1s", "0"},
        {"idle_session_timeout", "1s", "0"},
        {"statement_timeout", "1ms", "0"},
        {"lock_timeout", "1ms", "0"},
        {"synchronous_commit", "off", "on"},
    }};
    {
        connection on = database.connect();
        for (const auto& [setting, theirs, ours] : settings)
            on.run("alter database " + name + " set " + setting + " = " + quote_text(theirs));
    }
    connection on = database.connect();
    for (const auto& [setting, theirs, ours] : settings) {
        INFO(setting);
        CHECK(on.run("show " + setting).text(0, 0) == ours);
    }
    CHECK(on.run("show transaction_isolation").text(0, 0) == "read committed");
    on.run("alter database " + name + " set synchronous_commit = remote_write");
    CHECK(database.value("show synchronous_commit") == "remote_write");
}

TEST_CASE("options of a URL and of PGOPTIONS count, or are refused by name") {
    const temporary_database database;
    connection given(database.name() + " options='-c work_mem=1234kB -c statement_timeout=77s'");
    CHECK(given.run("show work_mem").text(0, 0) == "1234kB");
    CHECK(given.run("show statement_timeout").text(0, 0) == "77s");
    CHECK(code_of([&] { connection(database.name() + " options='-c timezone=Asia/Tokyo'"); }) ==
          errc::invalid_option);
    ::setenv("PGOPTIONS", "-c work_mem=2345kB", 1);
    CHECK(database.value("show work_mem") == "2345kB");
    ::setenv("PGOPTIONS", "-c bytea_output=escape", 1);
    CHECK(code_of([&] { static_cast<void>(database.connect()); }) == errc::invalid_option);
    ::unsetenv("PGOPTIONS");
}

TEST_CASE("the tables live in the first schema of the search_path, and are found again") {
    const temporary_database database;
    connection owner = database.connect();
    CHECK(owner.schema() == "public");
    owner.run("create schema attrib; create schema \"Odd name\"");  // attrib: named as the user
    CHECK(database.connect().schema() == "public");                 // which has the tables
    const std::string odd = database.name() + " options='-c search_path=\"Odd\\\\ name\",public'";
    CHECK(connection(odd).schema() == "public");
    owner.run("drop table attrib_schema");
    CHECK(database.connect().schema() == "attrib");
    connection other(odd);
    CHECK(other.schema() == "\"Odd name\"");
    CHECK(other.run("show search_path").text(0, 0) == "\"Odd name\", pg_temp");
    other.run("create table attrib_schema (version integer)");
    CHECK(connection(odd).schema() == "\"Odd name\"");
    CHECK(code_of([&] { connection(database.name() + " options='-c search_path=nowhere'"); }) ==
          errc::database_refused);
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
