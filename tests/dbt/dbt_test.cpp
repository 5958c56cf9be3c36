// models/ by the real dbt, beside our runner: the same tables, row by row.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

struct shell_answer {
    int status;
    std::string out;
};

shell_answer run_shell(const std::string& command) {
    const temporary_directory folder;
    const int status = std::system((command + " >" + folder.file("out") + " 2>&1").c_str());
    std::string out = contents_of(folder.file("out"));
    while (out.ends_with('\n')) out.pop_back();
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, out};
}

// The value of a key in what `connection` takes.
std::string part_of(const std::string& database, const std::string& key) {
    const std::size_t at = database.find(key + "=");
    REQUIRE(at != std::string::npos);
    const std::size_t begin = at + key.size() + 1;
    std::string value = database.substr(begin, database.find(' ', begin) - begin);
    std::erase(value, '\'');
    return value;
}

// Runs dbt on models/, its own files in `folder`.
void run_dbt(const std::string& dbt, const std::string& command, const temporary_directory& folder,
             const temporary_database& database) {
    const std::string profile =
        "attrib:\n  target: test\n  outputs:\n    test:\n      type: postgres\n      host: \"" +
        part_of(database.name(), "host") +
        "\"\n      port: 5432\n      user: " + part_of(database.name(), "user") +
        "\n      password: \"\"\n      dbname: " + part_of(database.name(), "dbname") +
        "\n      schema: dbt\n      threads: 2\n";
    static_cast<void>(folder.write("profiles.yml", profile));
    const shell_answer ran = run_shell(
        "env DBT_SEND_ANONYMOUS_USAGE_STATS=False PGPASSWORD= " + dbt + " --no-use-colors " +
        command + " --project-dir models --profiles-dir " + folder.path() + " --target-path " +
        folder.file("target") + " --log-path " + folder.file("logs"));
    INFO(ran.out);
    REQUIRE(ran.status == 0);
}

// Rows that dbt's tables have and ours have not, or the other way round, by model.
std::string differences(const temporary_database& database) {
    std::string found;
    connection on = database.connect();
    for (const model_template& model : default_project().models) {
        const std::string columns(
            on.run("select string_agg(column_name, ', ' order by ordinal_position) from "
                   "information_schema.columns where table_schema = 'public' and table_name = $1",
                   {model.name})
                .text(0, 0));
        REQUIRE_FALSE(columns.empty());
        const std::string ours = "select " + columns + " from public." + model.name;
        const std::string theirs = "select " + columns + " from dbt." + model.name;
        const auto count = on.run("select count(*) from ((" + ours + " except all " + theirs +
                                  ") union all (" + theirs + " except all " + ours + ")) as d")
                               .integer(0, 0);
        if (count != 0) found += model.name + " " + std::to_string(count) + "\n";
    }
    return found;
}

}  // namespace

TEST_CASE("dbt builds, tests and documents the models, and its tables are ours") {
    const shell_answer dbt = run_shell("tests/dbt/install_dbt.sh " ATTRIB_DBT_FOLDER);
    if (dbt.status == 77) {
        WARN("skipped: " << dbt.out);
        return;
    }
    REQUIRE(dbt.status == 0);
    const temporary_directory folder;
    const temporary_database database;
    const sql_options ours{.database = database.name(),
                           .attribution = {},
                           .rules = default_channel_rules(),
                           .select = {}};
    load_file(folder.write("first.csv", generated_csv(small_scenario(5'000))),
              small_batches(database));
    load_file(folder.write("urls.csv",
                           "user_pseudo_id,event_timestamp,event_name,page_location,page_referrer\n"
                           "a,2025-03-01T10:00:00Z,page_view,https://x.example/?gclid=1,\n"
                           "a,2025-03-02T10:00:00Z,page_view,/,https://www.google.com/\n"
                           "a,2025-03-03T10:00:00Z,purchase,/?utm_source=n&utm_medium=email,\n"),
              small_batches(database));
    run_dbt(dbt.out, "build", folder, database);
    rebuild_by_sql(ours);
    CHECK(differences(database).empty());

    scenario more = small_scenario(3'000);
    more.seed = 8;
    load_file(folder.write("more.csv", generated_csv(more)), small_batches(database));
    run_dbt(dbt.out, "build", folder, database);
    std::string reason = "not told";
    sql_options again = ours;
    again.on_begin = [&](const std::string& why) { reason = why; };
    rebuild_by_sql(again);
    CHECK(reason.empty());
    CHECK(differences(database).empty());
    run_dbt(dbt.out, "docs generate", folder, database);
}

}  // namespace attrib::test
