/// @file
/// The real dbt in tests: where it is, how it is run, and what its tables differ in from ours.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <optional>
#include <string>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {

struct shell_answer {
    int status;
    std::string out;
};

inline shell_answer run_shell(const std::string& command) {
    const temporary_directory folder;
    const int status = std::system((command + " >" + folder.file("out") + " 2>&1").c_str());
    std::string out = contents_of(folder.file("out"));
    while (out.ends_with('\n')) out.pop_back();
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, out};
}

/// The folder of dbt's programs. Nothing, and a line that says why, where dbt cannot be installed.
inline std::optional<std::string> dbt_programs() {
    static const shell_answer installed = run_shell("tests/dbt/install_dbt.sh " ATTRIB_DBT_FOLDER);
    if (installed.status == 77) {
        WARN("skipped: " << installed.out);
        return {};
    }
    INFO(installed.out);
    REQUIRE(installed.status == 0);
    return installed.out;
}

/// The value of a key in what `connection` takes.
inline std::string part_of(const std::string& database, const std::string& key) {
    const std::size_t at = database.find(key + "=");
    REQUIRE(at != std::string::npos);
    const std::size_t begin = at + key.size() + 1;
    std::string value = database.substr(begin, database.find(' ', begin) - begin);
    std::erase(value, '\'');
    return value;
}

/// Runs dbt on a project, with files of its own in a folder that goes with this object.
class dbt_runner {
   public:
    explicit dbt_runner(std::string programs) : programs_(std::move(programs)) {}

    std::string project = "models";

    /// The outputs of a profile, as profiles.yml has them below the target's name.
    void connect_to(const std::string& outputs) const {
        static_cast<void>(folder_.write(
            "profiles.yml", "attrib:\n  target: test\n  outputs:\n    test:\n" + outputs));
    }
    void connect_to(const temporary_database& database, const std::string& schema = "dbt",
                    const std::string& user = {}) const {
        connect_to("      type: postgres\n      host: \"" + part_of(database.name(), "host") +
                   "\"\n      port: 5432\n      user: " +
                   (user.empty() ? part_of(database.name(), "user") : user) +
                   "\n      password: \"\"\n      dbname: " + part_of(database.name(), "dbname") +
                   "\n      schema: " + schema + "\n      threads: 2\n");
    }

    [[nodiscard]] shell_answer try_run(const std::string& command) const {
        return run_shell("env DBT_SEND_ANONYMOUS_USAGE_STATS=False PGPASSWORD= DBT_TARGET_PATH=" +
                         folder_.file("target") + " DBT_LOG_PATH=" + folder_.file("logs") + " " +
                         programs_ + "/dbt --no-use-colors " + command + " --project-dir " +
                         project + " --profiles-dir " + folder_.path());
    }
    std::string run(const std::string& command) const {
        const shell_answer ran = try_run(command);
        INFO(ran.out);
        REQUIRE(ran.status == 0);
        return ran.out;
    }

   private:
    std::string programs_;
    temporary_directory folder_;
};

/// A copy of models/ that a test may change.
inline std::string copy_of_project(const temporary_directory& folder) {
    const std::string copy = folder.file("models");
    REQUIRE(run_shell("cp -r models " + copy).status == 0);
    return copy;
}

/// Rows that the tables of a schema have and ours have not, or the other way round, by model.
/// `made_with` is left out: dbt and our runner digest code differently.
inline std::string differences(const temporary_database& database, const std::string& schema) {
    std::string found;
    connection on = database.connect();
    for (const model_template& model : default_project().models) {
        const std::string columns(
            on.run("select string_agg(column_name, ', ' order by ordinal_position) from "
                   "information_schema.columns where table_schema = 'public' and table_name = $1 "
                   "and column_name <> 'made_with'",
                   {model.name})
                .text(0, 0));
        REQUIRE_FALSE(columns.empty());
        const std::string ours = "select " + columns + " from public." + model.name;
        const std::string theirs = "select " + columns + " from " + schema + "." + model.name;
        const auto count = on.run("select count(*) from ((" + ours + " except all " + theirs +
                                  ") union all (" + theirs + " except all " + ours + ")) as d")
                               .integer(0, 0);
        if (count != 0) found += model.name + " " + std::to_string(count) + "\n";
    }
    return found;
}

/// Makes our tables by SQL.
inline void rebuild_all(const temporary_database& database,
                        const attribution_options& attribution = {},
                        const channel_rules& rules = default_channel_rules()) {
    rebuild_by_sql({.database = database.name(),
                    .attribution = attribution,
                    .rules = rules,
                    .select = {},
                    .full_refresh = true});
}

/// Loads generated events, and a user whose channels the rules find.
inline void load_some(const temporary_database& database, std::uint64_t events = 3'000) {
    const temporary_directory folder;
    load_file(folder.write("first.csv", generated_csv(small_scenario(events))),
              small_batches(database));
    load_file(folder.write("urls.csv",
                           "user_pseudo_id,event_timestamp,event_name,page_location,page_referrer\n"
                           "a,2025-03-01T10:00:00Z,page_view,https://x.example/?msclkid=1,\n"
                           "a,2025-03-02T10:00:00Z,page_view,/,https://www.google.com/\n"
                           "a,2025-03-03T10:00:00Z,purchase,/?utm_source=n&utm_medium=email,\n"),
              small_batches(database));
}

}  // namespace attrib::test
