#include <libattrib/marts/table_layout.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("check constraints are kept, and hold for all rows") {
    const temporary_database database;
    connection on = database.connect();
    const std::string next = on.schema() + ".int_sessions__next";
    on.run(
        "alter table int_sessions add constraint \"My own\" check (channel <> 'x') not valid, add "
        "constraint positive check (event_count > 0)");
    make_like(on, next, table::int_sessions);
    constrain_like(on, next, table::int_sessions);
    CHECK(database.value("select string_agg(conname || convalidated, ' ' order by conname) from "
                         "pg_constraint where conrelid = 'int_sessions__next'::regclass") ==
          "My owntrue positivetrue");
}

TEST_CASE(
    "a table that takes another's place has its indexes and settings, also those users chose") {
    const temporary_database database;
    connection on = database.connect();
    const auto indexes = [&] {
        return database.value(
            "select string_agg(indexdef, ' ' order by indexname) from pg_indexes where tablename = "
            "'int_sessions'");
    };
    const auto settings = [&] {
        return database.value(
            "select reloptions::text from pg_class where relname = 'int_sessions'");
    };
    on.run(
        "create index \"Mine too\" on int_sessions (channel) where channel <> 'Direct'; "
        "alter table int_sessions set (fillfactor = 77)");
    const std::string before = indexes();
    const std::string set = settings();
    make_like(on, "public.int_sessions__next", table::int_sessions);
    index_like(on, "public.int_sessions__next", table::int_sessions);
    transaction swap(on);
    swap_in(on, std::array{table::int_sessions});
    swap.commit();
    CHECK(indexes() == before);
    CHECK(settings() == set);
    CHECK(set.find("fillfactor=77") != std::string::npos);
}

}  // namespace attrib::test
