#include <libattrib/core/error.hpp>
#include <libattrib/marts/copy_sink.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

void write_session(copy_sink& sink) {
    session_row row;
    row.start = make_event("e", "2025-03-01T10:00:00Z", "page_view", "Email");
    row.session_end = at("2025-03-01T10:30:00Z");
    row.event_count = 2;
    std::string rows;
    sink.encode(table::int_sessions, {.events = {}, .sessions = {&row, 1}, .credits = {}}, rows);
    sink.write(table::int_sessions, std::move(rows));
}

std::string next_tables(const temporary_database& database) {
    return database.value("select count(*) from pg_class where relname like '%\\_\\_next%'");
}

}  // namespace

TEST_CASE("new tables take the place of the old in one transaction, indexes and all") {
    const temporary_database database;
    const std::string indexes =
        "select string_agg(indexdef, ';' order by indexname) from pg_indexes "
        "where tablename ~ '^(stg|int|mart)'";
    const std::string before = database.value(indexes);
    for (int round = 0; round < 2; ++round) {
        copy_sink sink(database.name());
        write_session(sink);
        sink.finish();
        connection on = database.connect();
        {
            transaction given_up(on);
            swap_in(on);
        }
        CHECK(database.value("select count(*) from int_sessions") == std::to_string(round));
        if (round == 1) on.run("delete from int_sessions");
        transaction swap(on);
        swap_in(on);
        swap.commit();
        CHECK(database.value("select session_id || session_end from int_sessions") ==
              "u.17408232000000002025-03-01 10:30:00+00");
        CHECK(database.value(indexes) == before);
        CHECK(next_tables(database) == "0");
    }
}

TEST_CASE("a sink that is given up leaves no tables") {
    const temporary_database database;
    {
        copy_sink sink(database.name());
        write_session(sink);
    }
    CHECK(next_tables(database) == "0");
    CHECK(database.value("select count(*) from int_sessions") == "0");
}

TEST_CASE("what the database does not take is thrown, at the latest at the end") {
    const temporary_database database;
    database.connect().run("alter table int_sessions add column more bigint");
    copy_sink sink(database.name());
    const auto fill = [&] {
        write_session(sink);
        sink.finish();
    };
    CHECK_THROWS_AS(fill(), failure);
}

}  // namespace attrib::test
