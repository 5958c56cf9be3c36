// models/ by dbt on DuckDB: the tables that Postgres has, row by row.
#include <tests/dbt/dbt_runner.hpp>

namespace attrib::test {
namespace {

constexpr const char* source_schema = "loaded";

// A DuckDB database beside a Postgres, with tables copied through CSV files that both reach.
class duckdb_database {
   public:
    duckdb_database(const std::string& programs, const temporary_database& postgres)
        : python_(programs + "/python"), postgres_(postgres) {
        std::filesystem::permissions(folder_.path(), std::filesystem::perms::others_write,
                                     std::filesystem::perm_options::add);
    }

    [[nodiscard]] std::string file() const { return folder_.file("attrib.duckdb"); }

    void take_sources() const {
        std::string script = std::string("create schema if not exists ") + source_schema + ";\n";
        for (const char* const name :
             {"ga4_events_raw", "ga4_events_modeled", "ingest_batches", "quarantine"}) {
            const std::string csv = folder_.file(std::string(name) + ".in.csv");
            std::filesystem::remove(csv);
            postgres_.connect().run("copy (select * from " + std::string(name) + ") to '" + csv +
                                    "' (format csv, header, null '\\N')");
            script += std::string("create or replace table ") + source_schema + "." + name +
                      " as select * from read_csv('" + csv +
                      "', header = true, nullstr = '\\N', auto_detect = false, delim = ',', "
                      "quote = '\"', columns = {" +
                      columns_for_duckdb(name) + "});\n";
        }
        run(script);
    }

    // Makes the tables of schema dbt there tables of `schema` in Postgres.
    void give_back(const std::string& schema) const {
        connection on = postgres_.connect();
        on.run("drop schema if exists " + schema + " cascade; create schema " + schema);
        std::string script;
        for (const model_template& model : default_project().models)
            script += "copy (select " + columns(model.name, true) + " from dbt." + model.name +
                      ") to '" + csv_of(model.name) +
                      "' (format csv, header false, nullstr '\\N');\n";
        run(script);
        for (const model_template& model : default_project().models) {
            on.run("create table " + schema + "." + model.name + " (like public." + model.name +
                   ")");
            on.run("copy " + schema + "." + model.name + " (" + columns(model.name, false) +
                   ") from '" + csv_of(model.name) + "' (format csv, null '\\N')");
        }
    }

   private:
    [[nodiscard]] std::string csv_of(const std::string& model) const {
        return folder_.file(model + ".out.csv");
    }

    void run(const std::string& script) const {
        static_cast<void>(folder_.write("script.sql", script));
        const shell_answer ran =
            run_shell(python_ +
                      " -c 'import duckdb, sys; duckdb.connect(sys.argv[1]).execute(open("
                      "sys.argv[2]).read())' " +
                      file() + " " + folder_.file("script.sql"));
        INFO(ran.out);
        REQUIRE(ran.status == 0);
    }

    [[nodiscard]] std::string columns_for_duckdb(const std::string& table) const {
        return postgres_.value(
            "select string_agg(format('''%s'': ''%s''', attname, replace(format_type(atttypid, "
            "atttypmod), 'timestamp with time zone', 'timestamptz')), ', ' order by attnum) from "
            "pg_attribute where attrelid = '" +
            table + "'::regclass and attnum > 0");
    }

    // With arrays as Postgres writes them.
    [[nodiscard]] std::string columns(const std::string& model, bool are_written) const {
        const std::string array =
            "'{' || array_to_string(list_transform(%I, lambda each: coalesce('\"' || "
            "replace(replace(each, '\\', '\\\\'), '\"', '\\\"') || '\"', 'NULL')), ',') || '}'";
        return postgres_.value(
            "select string_agg(case when data_type = 'ARRAY' and " +
            std::string(are_written ? "true" : "false") + " then format(" + quote_text(array) +
            ", column_name) else column_name::text end, ', ' order by ordinal_position) from "
            "information_schema.columns where table_schema = 'public' and table_name = '" +
            model + "'");
    }

    std::string python_;
    const temporary_database& postgres_;
    reachable_directory folder_;
};

}  // namespace

TEST_CASE("dbt on DuckDB makes the tables that Postgres has") {
    const auto programs = dbt_programs();
    if (!programs) return;
    const temporary_database database;
    const duckdb_database duckdb(*programs, database);
    dbt_runner dbt(*programs);
    // DuckDB itself uses all cores for one statement.
    dbt.connect_to("      type: duckdb\n      path: " + duckdb.file() +
                   "\n      schema: dbt\n      threads: 1\n");
    const std::string vars = std::string(" --vars 'attrib_schema: ") + source_schema + "'";
    load_some(database);
    duckdb.take_sources();
    dbt.run("build" + vars);
    rebuild_all(database);
    duckdb.give_back("duckdb");
    CHECK(differences(database, "duckdb") == "");

    scenario more = small_scenario(1'000);
    more.seed = 8;
    const temporary_directory folder;
    load_file(folder.write("more.csv", generated_csv(more)), small_batches(database));
    duckdb.take_sources();
    dbt.run("build" + vars);
    rebuild_by_sql({.database = database.name(),
                    .attribution = {},
                    .rules = default_channel_rules(),
                    .select = {}});
    duckdb.give_back("duckdb");
    CHECK(differences(database, "duckdb") == "");
}

}  // namespace attrib::test
