// models/ by the real dbt, beside our runner: the same tables, row by row.
#include <tests/dbt/dbt_runner.hpp>

namespace attrib::test {

TEST_CASE("dbt builds, tests and documents the models, and its tables are ours") {
    const auto programs = dbt_programs();
    if (!programs) return;
    const temporary_database database;
    dbt_runner dbt(*programs);
    dbt.connect_to(database);
    load_some(database, 5'000);
    dbt.run("build");
    const sql_options ours{.database = database.name(),
                           .attribution = {},
                           .rules = default_channel_rules(),
                           .select = {}};
    rebuild_by_sql(ours);
    CHECK(differences(database, "dbt") == "");

    scenario more = small_scenario(3'000);
    more.seed = 8;
    const temporary_directory folder;
    load_file(folder.write("more.csv", generated_csv(more)), small_batches(database));
    dbt.run("build");
    std::string reason = "not told";
    sql_options again = ours;
    again.on_begin = [&](const std::string& why) { reason = why; };
    rebuild_by_sql(again);
    CHECK(reason.empty());
    CHECK(differences(database, "dbt") == "");

    const std::string staging = dbt.run("list --select staging --resource-type model");
    CHECK(staging.find("attrib.staging.attrib.stg_ga4_events") != std::string::npos);
    CHECK(staging.find("int_sessions") == std::string::npos);
    dbt.run("source freshness");
    dbt.run("docs generate");
}

}  // namespace attrib::test
