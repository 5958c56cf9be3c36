// models/ as strangers use it: as a package of their project, and with few rights.
#include <tests/dbt/dbt_runner.hpp>

namespace attrib::test {
namespace {

// The grants that docs/dbt.md tells to make.
std::string documented_grants() {
    const std::string page = contents_of("docs/dbt.md");
    const std::string fence = "```sql\n";
    const std::size_t begin = page.find(fence + "create role analyst");
    REQUIRE(begin != std::string::npos);
    const std::size_t end = page.find("```", begin + fence.size());
    return page.substr(begin + fence.size(), end - begin - fence.size());
}

// A project with attrib as a package, its folders in schemas of their own.
std::string stranger_project(const temporary_directory& folder) {
    std::filesystem::create_directories(folder.file("shop"));
    static_cast<void>(folder.write("shop/dbt_project.yml",
                                   "name: shop\n"
                                   "profile: attrib\n"
                                   "models:\n"
                                   "  attrib:\n"
                                   "    staging:\n"
                                   "      +schema: staging\n"
                                   "    intermediate:\n"
                                   "      +schema: between\n"
                                   "vars:\n"
                                   "  attrib:\n"
                                   "    attrib_schema: loaded\n"
                                   "    conversions: [purchase, \"it's\"]\n"));
    static_cast<void>(folder.write(
        "shop/packages.yml",
        "packages:\n  - local: " + std::filesystem::absolute("models").string() + "\n"));
    return folder.file("shop");
}

}  // namespace

TEST_CASE("dbt needs the rights that the documentation names, and owns what it makes") {
    const auto programs = dbt_programs();
    if (!programs) return;
    const temporary_database database;
    dbt_runner dbt(*programs);
    load_some(database);
    {
        connection on = database.connect();
        on.run(documented_grants());
    }
    dbt.connect_to(database, "dbt", "analyst");
    dbt.run("build");
    rebuild_all(database);
    CHECK(differences(database, "dbt") == "");
    dbt.run("build");
    CHECK(database.value("select string_agg(distinct nspname::text, ' ') from pg_class join "
                         "pg_namespace on pg_namespace.oid = relnamespace where relowner = "
                         "'analyst'::regrole and nspname not like 'pg_%'") == "dbt");
}

TEST_CASE(
    "as a package the models go where the project says, and runs without rows leave them right") {
    const auto programs = dbt_programs();
    if (!programs) return;
    const temporary_database database;
    const temporary_directory folder;
    dbt_runner dbt(*programs);
    dbt.connect_to(database);
    dbt.project = stranger_project(folder);
    load_some(database);
    // Tables of the same names, of attrib-model, that dbt must not take for its own.
    attribution_options ours;
    ours.conversions = {"purchase", "it's"};
    rebuild_all(database, ours);
    connection on = database.connect();
    on.run("create schema loaded");
    for (const char* const table :
         {"ga4_events_raw", "ga4_events_modeled", "ingest_batches", "quarantine"})
        on.run(std::string("create view loaded.") + table + " as select * from public." + table);
    on.run(
        "create schema dbt; create table dbt.int_taken_batches as select * from "
        "public.int_taken_batches");

    dbt.run("deps");
    dbt.run("build");
    dbt.run("run --empty");
    dbt.run("build");
    CHECK(database.value("select count(*) from dbt_staging.stg_ga4_events") != "0");
    for (const auto& [schema, table] :
         {std::pair{"dbt_staging", "stg_ga4_events"}, std::pair{"dbt_between", "int_sessions"},
          std::pair{"dbt", "mart_attribution"}, std::pair{"dbt", "mart_channel_daily"}}) {
        INFO(table);
        CHECK(database.value(std::string("select count(*) from ((table public.") + table +
                             " except all table " + schema + "." + table + ") union all (table " +
                             schema + "." + table + " except all table public." + table +
                             ")) as d") == "0");
    }
}

}  // namespace attrib::test
