// The commands of attrib-model as users run them.
#include <csignal>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/run_program.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

void load(const temporary_database& database, const std::string& csv) {
    const temporary_directory folder;
    REQUIRE(run_program("attrib-load", at(database) + folder.write("e.csv", csv)).status == 0);
}

// Visits without a channel: an ad, a network, a shop of the user's own.
const std::string visits =
    "user_pseudo_id,event_timestamp,event_name,page_location,page_referrer,event_value\n"
    "a,2025-03-01T10:00:00Z,page_view,https://x.example/?gclid=1,,\n"
    "a,2025-03-02T10:00:00Z,page_view,https://x.example/,https://l.facebook.com/,\n"
    "a,2025-03-03T10:00:00Z,purchase,https://x.example/?utm_source=our&utm_medium=mail,,5\n";

}  // namespace

TEST_CASE("list names the models in the order they are made") {
    const program_run all = run_program("attrib-model", "list");
    CHECK(all.status == 0);
    CHECK_THAT(all.out, Contains("stg_ga4_events       One row per event"));
    CHECK(all.out.find("int_sessions") < all.out.find("mart_first_click"));
    const program_run some = run_program("attrib-model", "list --select marts");
    CHECK_THAT(some.out, Contains("mart_last_click") && !Contains("stg_"));
    const program_run wrong = run_program("attrib-model", "list --select nothing");
    CHECK(wrong.status == 2);
    CHECK_THAT(wrong.err, Contains("--select nothing: no model or folder"));
}

TEST_CASE("build by SQL, then only the new users, test and verify") {
    const temporary_database database;
    load(database, contents_of("tests/data/worked_example.csv"));
    program_run ran = run_program("attrib-model", at(database) + "build --engine sql");
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Contains("all users: the tables are made for the first time") &&
                            Contains("int_sessions                        3 rows") &&
                            Contains("125 of 125 tests passed"));
    load(database, visits);
    ran = run_program("attrib-model", at(database) + "--engine sql");
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Contains("users with new events") &&
                            Contains("stg_changed_users                   1 rows"));
    ran = run_program("attrib-model", at(database) + "verify");
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out,
               Contains("tables by sql, computed again by cpp") && Contains("equal, row by row"));
    ran = run_program("attrib-model", at(database) + "test --select marts");
    CHECK(ran.status == 0);
    CHECK_THAT(run_program("attrib-model", at(database) + "--engine sql --json").out,
               Contains("\"model\": \"mart_last_click\"") && Contains("\"failing\": 0"));
}

TEST_CASE("Ctrl-C ends a statement of the SQL models, and what it began is gone") {
    const temporary_database database;
    const temporary_directory folder;
    load(database, visits);
    for (const char* const engine : {"sql", "cpp"}) {
        connection other = database.connect();
        const transaction holding(other);
        other.run("lock table ga4_events_raw in access exclusive mode");
        child builder("attrib-model", {"--database", database.name(), "--engine", engine},
                      folder.file("log"));
        CHECK(eventually([&] {
            return database.value(
                       "select count(*) from pg_locks where not granted and relation = "
                       "'ga4_events_raw'::regclass") != "0";
        }));
        builder.send(SIGINT);
        CHECK(builder.wait() == 1);
        CHECK_THAT(contents_of(folder.file("log")), Contains("interrupted"));
        CHECK(database.value("select count(*) from model_state") == "0");
        CHECK(database.value("select count(*) from pg_namespace where nspname = 'attrib_build'") ==
              "0");
    }
}

TEST_CASE("a rebuild by the engine says where its time went") {
    const temporary_database database;
    load(database, visits);
    const program_run ran = run_program("attrib-model", at(database) + "--json");
    CHECK(ran.status == 0);
    CHECK_THAT(ran.err, Contains(" s: reading ") && Contains(", computing and writing ") &&
                            Contains(", indexing ") && Contains(", swapping "));
}

TEST_CASE("a test that fails shows its rows and how to see them, and ends with 1") {
    const temporary_database database;
    load(database, visits);
    REQUIRE(run_program("attrib-model", at(database)).status == 0);
    REQUIRE(run_program("attrib-model", at(database) + "--engine sql").status == 0);
    database.connect().run("update mart_first_click set touch_timestamp = '2024-01-01Z'");
    const program_run ran = run_program("attrib-model", at(database) + "test");
    CHECK(ran.status == 1);
    CHECK_THAT(ran.out, Contains("FAIL assert_touchpoints_lie_in_the_lookback: 1 rows") &&
                            Contains("from public.mart_first_click") &&
                            Contains("124 of 125 tests passed"));
    const program_run differs = run_program("attrib-model", at(database) + "verify");
    CHECK(differs.status == 1);
    CHECK_THAT(differs.out, Contains("NOT equal") &&
                                Contains("mart_first_click only in the tables: {") &&
                                Contains("mart_first_click only in the check: {") &&
                                Contains("    2025-03-03 10:00:00+00 purchase"));
}

TEST_CASE("other channel rules and a rebuild give history other channels") {
    const temporary_database database;
    const temporary_directory folder;
    load(database, visits);
    const auto channels = [&] {
        return database.value(
            "select string_agg(channel, ', ' order by session_start) from "
            "int_sessions");
    };
    const std::string rules = folder.write(
        "rules.csv",
        "position,channel,source_pattern,click_id_pattern,referrer_pattern\n1,Ours,^our$,,\n"
        "2,Ads,,clid,\n3,Friends,,,facebook\n");
    for (const std::string engine : {"cpp", "sql"}) {
        const std::string build = at(database) + "--engine " + engine + " ";
        REQUIRE(run_program("attrib-model", build).status == 0);
        CHECK(channels() == "Paid Search, Organic Social, Unassigned");
        REQUIRE(run_program("attrib-model", build + "--channel-rules " + rules).status == 0);
        CHECK(channels() == "Ads, Friends, Ours");
        CHECK(
            run_program("attrib-model", at(database) + "verify --channel-rules " + rules).status ==
            0);
    }
    const std::string wrong = folder.write("wrong.csv", "position,channel\n1,A\n3,B\n");
    const program_run refused =
        run_program("attrib-model", at(database) + "--channel-rules " + wrong);
    CHECK(refused.status == 1);
    CHECK_THAT(refused.err, Contains(wrong + ": line 3: position must be 2"));
    CHECK(channels() == "Ads, Friends, Ours");
}

TEST_CASE("init makes the schema; without Citus it says what is missing") {
    const temporary_database database;
    CHECK(run_program("attrib-model", at(database) + "init").status == 0);
    const program_run ran = run_program("attrib-model", at(database) + "init --distributed");
    CHECK(ran.status == 1);
    CHECK_THAT(ran.err, Contains("has no Citus") && Contains("CREATE EXTENSION citus"));
}

TEST_CASE("quarantine lists what the tables leave out, and tries it again") {
    const temporary_database database;
    load(database, visits);
    connection on = database.connect();
    on.run("alter table int_sessions add constraint refused check (user_pseudo_id <> 'poison')");
    load(database,
         "user_pseudo_id,event_timestamp,event_name\npoison,2025-03-01T10:00:00Z,purchase\n");
    const program_run built = run_program("attrib-model", at(database));
    CHECK(built.status == 0);
    CHECK_THAT(built.err, Contains("set aside 1 users") && !Contains("poison"));
    const std::string command = at(database) + "quarantine ";
    program_run ran = run_program("attrib-model", command);
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Contains("poison ") && Contains("SQLSTATE 23514"));
    CHECK_THAT(run_program("attrib-model", command + "--json").out,
               Contains("\"user_pseudo_id\": \"poison\"") && Contains("\"batch_id\": null"));
    CHECK_THAT(run_program("attrib-model", at(database) + "verify").out,
               Contains("equal, row by row") && Contains("1 users and 0 batches in quarantine"));
    ran = run_program("attrib-model", command + "--retry");
    CHECK(ran.status == 1);
    CHECK_THAT(ran.out, Contains("took back 0 users and 0 batches; 1 stay"));
    on.run("alter table int_sessions drop constraint refused");
    CHECK_THAT(run_program("attrib-model", command + "--retry --user nobody").out,
               Contains("took back 0 users"));
    ran = run_program("attrib-model", command + "--retry --user poison");
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Contains("took back 1 users"));
    CHECK_THAT(run_program("attrib-model", command).out, Contains("nothing is set aside"));
    CHECK(run_program("attrib-model", at(database) + "verify").status == 0);
}

TEST_CASE("options that a command does not have are refused") {
    for (const char* const wrong :
         {"build --select marts", "test --engine sql", "build --distributed", "list --full-refresh",
          "build --engine perl", "make", "build build", "build --retry", "forget --batch 1",
          "quarantine --users-file x", "list --user a"}) {
        INFO(wrong);
        CHECK(run_program("attrib-model", wrong).status == 2);
    }
}

}  // namespace attrib::test
