#include <libattrib/core/error.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/postgres/reader_role.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("the reader's role reads what is there and what a rebuild makes, and changes nothing") {
    const temporary_database database;
    connection owner = database.connect();
    const std::string role = "odd \"reader\"'s";
    CHECK_FALSE(may_become(owner, role));
    owner.run(reader_grants(role, owner.schema()));
    owner.run(reader_grants(role, owner.schema()));
    CHECK(may_become(owner, role));
    rebuild_options how;
    how.database = database.name();
    rebuild_tables(how, default_channel_classifier());
    connection reader = database.connect();
    reader.run("set role " + quote_name(role));
    for (const char* const table :
         {"stg_ga4_events", "int_sessions", "mart_first_click", "mart_last_click",
          "mart_channel_daily", "ingest_batches", "ga4_events_raw", "model_state", "attrib_schema"})
        CHECK(reader.run(std::string("select * from ") + table).rows() < 100);
    reader.run("select last_value from attrib_change");
    CHECK_THROWS_AS(reader.run("delete from mart_last_click"), failure);
    CHECK_THROWS_AS(reader.run("insert into forgotten_users (digest) values ('x')"), failure);
    CHECK_THROWS_AS(reader.run("select nextval('attrib_change')"), failure);
    CHECK_THROWS_AS(reader.run("create table mine (a int)"), failure);
}

}  // namespace attrib::test
