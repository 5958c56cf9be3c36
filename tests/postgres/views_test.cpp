#include <array>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <libattrib/postgres/views.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>
#include <thread>

namespace attrib::test::views {
namespace {

const std::vector<std::string> tables{"int_sessions", "no_such_table"};

// A view of ours with a right for others and, on it, somebody's own view.
void make_some(connection& on) {
    make_views(on, std::array{view_text{"starts",
                                        "select session_id, conversions::numeric(19, 6) as amount, "
                                        "channel collate \"POSIX\" as channel from int_sessions",
                                        "security_barrier=true"}});
    on.run("create view on_top as select session_id from starts where amount = 0");
    on.run("grant select on starts to public");
    on.run(
        "insert into int_sessions (session_id, user_pseudo_id, session_start, session_end, "
        "event_count, channel, conversions) values ('s', 'u', now(), now(), 1, 'Email', 0)");
}

std::string shape(const temporary_database& database) {
    return database.value(
        "select string_agg(concat_ws(' ', relname, relacl, reloptions, pg_class.oid, attname, "
        "format_type(atttypid, atttypmod), attcollation), E'\\n' order by relname, attnum) from "
        "pg_class join pg_attribute on attrelid = pg_class.oid where relname in ('starts', "
        "'on_top') and attnum > 0");
}

}  // namespace

TEST_CASE("a view that is detached lets its table go, and is what it was when it is made again") {
    const temporary_database database;
    connection on = database.connect();
    make_some(on);
    const std::string before = shape(database);
    transaction work(on);
    const std::vector<view_text> detached = detach_views(on, tables);
    REQUIRE(detached.size() == 1);
    CHECK(detached[0].name == "starts");
    CHECK(on.run("select count(*) from on_top").integer(0, 0) == 0);
    on.run("alter table int_sessions rename to old_sessions");
    on.run("create table int_sessions (like old_sessions)");
    on.run("drop table old_sessions");
    make_views(on, detached);
    on.run(
        "insert into int_sessions (session_id, user_pseudo_id, session_start, session_end, "
        "event_count, channel, conversions) values ('new', 'u', now(), now(), 1, 'Email', 0)");
    CHECK(on.run("select session_id from on_top").text(0, 0) == "new");
    work.commit();
    CHECK(shape(database) == before);
}

TEST_CASE("tables that are swapped are read by the views that read the old ones") {
    const temporary_database database;
    connection on = database.connect();
    make_some(on);
    const std::string before = shape(database);
    transaction work(on);
    for (const table each : stored_tables) {
        const std::string next = "public." + std::string(name_of(each)) + "__next";
        make_like(on, next, each);
        index_like(on, next, each);
    }
    swap_in(on);
    work.commit();
    CHECK(shape(database) == before);
    CHECK(database.value("select count(*) from on_top") == "0");
}

TEST_CASE("a view may get a new text and columns after those it has, no others") {
    const temporary_database database;
    connection on = database.connect();
    make_some(on);
    make_views(on, std::array{view_text{"starts",
                                        "select session_id, conversions::numeric(19, 6) as amount, "
                                        "channel collate \"POSIX\" as channel, 1 as more from "
                                        "int_sessions where false"}});
    CHECK(database.value("select count(*) from on_top") == "0");
    CHECK_THROWS_AS(make_views(on, std::array{view_text{"starts", "select 1 as other"}}),
                    database_failure);
}

TEST_CASE("readers of a view that go on reading are in the way of detaching it") {
    const temporary_database database;
    connection on = database.connect();
    make_some(on);
    connection reader = database.connect();
    transaction reading(reader);
    reader.run("select * from on_top");
    transaction work(on);
    on.run("set local lock_timeout = '50ms'");
    try {
        static_cast<void>(detach_views(on, tables));
        FAIL("the view was changed under its reader");
    } catch (const failure& failed) {
        CHECK(failed.code() == errc::database_busy);
    }
}

}  // namespace attrib::test::views
