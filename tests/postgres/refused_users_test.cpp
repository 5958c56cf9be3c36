#include <libattrib/engine/engine.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/refused_users.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

std::vector<refused_user> refused_of(const temporary_database& database) {
    const channel_classifier classifier = default_channel_classifier();
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i) names.push_back("user" + std::to_string(1000 + i));
    std::vector<event> events;
    for (const std::string& name : names) {
        event made = make_event("e", "2025-03-01T10:00:00Z", "purchase");
        made.user_pseudo_id = name;
        events.push_back(made);
    }
    engine batch({.attribution = {}, .threads = 2}, classifier);
    memory_feed feed(events);
    batch.read(feed);
    refused_users finder(database.name(), nullptr);
    batch.run(finder);
    return finder.found();
}

}  // namespace

TEST_CASE("the users whom any table refuses are found, with the reason, and nothing is left") {
    const temporary_database database;
    connection on = database.connect();
    CHECK(refused_of(database).empty());
    on.run(
        "alter table mart_last_click add check (user_pseudo_id <> 'user1007'); alter table "
        "stg_ga4_events add check (user_pseudo_id not in ('user1007', 'user1299'))");
    const std::vector<refused_user> found = refused_of(database);
    REQUIRE(found.size() == 2);
    CHECK(found[0].user_pseudo_id == "user1007");
    CHECK(found[1].user_pseudo_id == "user1299");
    CHECK(found[1].why.state == "23514");
    CHECK(found[1].why.message.find("user1299") == std::string::npos);
    CHECK(database.value("select count(*) from pg_class where relname like '%\\_\\_next'") == "0");
}

TEST_CASE("where a table refuses everybody nobody is to blame") {
    const temporary_database database;
    database.connect().run(
        "alter table int_sessions add check (user_pseudo_id = ''); alter table stg_ga4_events add "
        "check (user_pseudo_id <> 'user1007')");
    CHECK(refused_of(database).empty());
}

}  // namespace attrib::test
