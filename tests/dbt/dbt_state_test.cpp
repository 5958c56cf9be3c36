// What dbt keeps from run to run: it must not outlive what it was made from.
#include <libattrib/marts/forget.hpp>
#include <tests/dbt/dbt_runner.hpp>

namespace attrib::test {
namespace {

constexpr const char* models_only = "build --resource-type model --resource-type seed";

std::string rows_of(const temporary_database& database, const std::string& user) {
    return database.value(
        "select (select count(*) from dbt.stg_ga4_events where user_pseudo_id = '" + user +
        "') || ' ' || (select count(*) from dbt.int_sessions where "
        "user_pseudo_id = '" +
        user + "')");
}

}  // namespace

TEST_CASE("dbt computes everything when variables or seeds change, also after a run that failed") {
    const auto programs = dbt_programs();
    if (!programs) return;
    const temporary_database database;
    const temporary_directory folder;
    dbt_runner dbt(*programs);
    dbt.connect_to(database);
    load_some(database);
    // As if the first run had failed after these.
    dbt.run(std::string(models_only) + " --select +stg_ga4_events");
    dbt.run(models_only);
    rebuild_all(database);
    CHECK(differences(database, "dbt") == "");

    attribution_options other;
    other.session_timeout = std::chrono::minutes{60};
    other.conversions = {"purchase", "page_view"};
    dbt.run(std::string(models_only) +
            " --vars '{session_timeout_minutes: 60, conversions: [purchase, page_view]}'");
    rebuild_all(database, other);
    CHECK(differences(database, "dbt") == "");

    // One model with other settings: the next run finds that, whatever settings it has.
    dbt.run("run --select int_sessions");
    dbt.run(std::string(models_only) +
            " --vars '{session_timeout_minutes: 60, conversions: [purchase, page_view]}'");
    CHECK(differences(database, "dbt") == "");

    dbt.project = copy_of_project(folder);
    const std::string seed = dbt.project + "/seeds/channel_rules.csv";
    REQUIRE(run_shell("sed -i 's/^3,Paid Search,/3,Bought Search,/' " + seed).status == 0);
    dbt.run(models_only);
    rebuild_all(database, {},
                read_channel_rules(seed, dbt.project + "/seeds/channel_sources.csv").value());
    CHECK(database.value("select channel from dbt.int_sessions where user_pseudo_id = 'a' order by "
                         "session_start limit 1") == "Bought Search");
    CHECK(differences(database, "dbt") == "");
}

TEST_CASE("dbt deletes users who were forgotten or set aside, and takes in those who come back") {
    const auto programs = dbt_programs();
    if (!programs) return;
    const temporary_database database;
    dbt_runner dbt(*programs);
    dbt.connect_to(database);
    load_some(database);
    dbt.run(models_only);
    const std::string other = database.value(
        "select min(user_pseudo_id) from dbt.int_sessions where user_pseudo_id <> 'a'");
    REQUIRE(rows_of(database, "a") == "3 3");
    REQUIRE(rows_of(database, other) != "0 0");

    connection on = database.connect();
    forget_users(on, {"a"});
    on.run("insert into quarantine (user_pseudo_id, state, message) values ($1, '22000', 'test')",
           {other});
    dbt.run(models_only);
    CHECK(rows_of(database, "a") == "0 0");
    CHECK(rows_of(database, other) == "0 0");
    rebuild_all(database);
    CHECK(differences(database, "dbt") == "");

    on.run("delete from quarantine");
    dbt.run(models_only);
    rebuild_all(database);
    CHECK(rows_of(database, other) != "0 0");
    CHECK(differences(database, "dbt") == "");
}

}  // namespace attrib::test
