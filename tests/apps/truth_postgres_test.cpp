// The programs on Postgres tell what went wrong, and what to do.
#include <algorithm>
#include <cstdlib>
#include <libattrib/core/time.hpp>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>
#include <tests/support/run_program.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

const std::string truth_header = "user_pseudo_id,event_timestamp,event_name\n";

std::string database_option(const temporary_database& database) {
    return "--database \"" + database.name() + "\" ";
}

std::string row_at(std::chrono::minutes from_now) {
    const auto now = std::chrono::floor<microseconds>(std::chrono::system_clock::now());
    return "u," + to_string(now + from_now) + ",page_view\n";
}

}  // namespace

TEST_CASE(
    "attrib-load says how long it took, what is next, and ends with 1 for a file of rejects") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string good =
        folder.write("good.csv", truth_header + "u,2025-03-01T10:00:00Z,page_view\n");
    const std::string bad = folder.write("bad.csv", truth_header + "u,never,n\nu,ever,n\n");
    const std::string load = database_option(database);
    const program_run first = run_program("attrib-load", load + good);
    CHECK(first.status == 0);
    CHECK_THAT(first.err, Contains(" rows a second") && Contains("attrib-model makes the tables"));
    for (int again = 0; again < 2; ++again) {  // also when nothing is added
        const program_run both = run_program("attrib-load", load + good + " " + bad);
        CHECK(both.status == 1);
        CHECK_THAT(both.err, Contains(bad + ": none of its 2 rows is an event"));
        CHECK_THAT(both.err, !Contains(good + ": none"));
    }
    CHECK(database.value("select count(*) from ga4_events_raw") == "1");
    CHECK(database.value("select count(*) from ga4_events_rejected") == "2");
}

TEST_CASE("attrib-load and attrib-stream report rejects alike") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string rows = truth_header + "u,2025-03-01T10:00:00Z,a\nu,never,n\nu,ever,n\n";
    const std::string path = folder.write("a.csv", rows);
    const std::string reasons = "Rejected rows\n  bad_timestamp: 2, the first is line 3 of ";
    const program_run loaded = run_program("attrib-load", database_option(database) + path);
    CHECK(loaded.status == 0);
    CHECK_THAT(loaded.out, Contains("read 3, accepted 1, rejected 2\n" + reasons + path));
    const program_run streamed =
        run_program("attrib-stream", database_option(database) + "-", rows);
    CHECK(streamed.status == 0);
    CHECK_THAT(streamed.out,
               Contains("read 3, accepted 1, rejected 2\n" + reasons + "standard input"));
    const auto json = nlohmann::json::parse(
        run_program("attrib-stream", database_option(database) + "--json --source x -", rows).out);
    CHECK(json.at("reject_reasons")[0]["reason"] == "bad_timestamp");
    CHECK(json.at("accepted") == 1);
}

TEST_CASE("attrib-stream ends with 1 where nothing was accepted, and 0 where nothing was sent") {
    const temporary_database database;
    const std::string stream = database_option(database) + "-";
    const program_run none = run_program("attrib-stream", stream, truth_header + "u,never,n\n");
    CHECK(none.status == 1);
    CHECK_THAT(none.err, Contains("standard input: none of its 1 rows is an event"));
    CHECK(run_program("attrib-stream", stream, truth_header).status == 0);
}

TEST_CASE("attrib-stream rejects what lies more than a day in the future, attrib-load does not") {
    using std::chrono::hours;
    const temporary_database database;
    const temporary_directory folder;
    const std::string rows = truth_header + row_at(hours{-1}) + row_at(hours{23}) +
                             row_at(hours{25}) + "u,2038-01-19T00:00:00Z,page_view\n";
    const std::string where = database_option(database);
    CHECK_THAT(run_program("attrib-stream", where + "-", rows).out,
               Contains("read 4, accepted 2, rejected 2") && Contains("timestamp_future: 2"));
    CHECK_THAT(run_program("attrib-load", where + folder.write("a.csv", rows)).out,
               Contains("read 4, accepted 4, rejected 0"));
}

TEST_CASE("times that are moved to now count as moved") {
    const temporary_database database;
    const std::string where = database_option(database) + "--shift-to-now -";
    const std::string future =
        truth_header + "u,2090-01-01T00:00:00Z,a\nu,2090-01-01T23:00:00Z,a\n";
    CHECK_THAT(run_program("attrib-stream", where, future).out, Contains("accepted 2, rejected 0"));
    const std::string past = truth_header + "u,2000-01-01T00:00:00Z,a\nu,2000-01-03T00:00:00Z,a\n";
    CHECK_THAT(run_program("attrib-stream", where, past).out,
               Contains("accepted 1, rejected 1") && Contains("timestamp_future: 1"));
}

TEST_CASE("attrib-model names the events there are where none converts") {
    const temporary_database database;
    const std::string where = database_option(database);
    CHECK(run_program("attrib-stream", where + "-",
                      truth_header + "u,2025-03-01T10:00:00Z,PURCHASE\n"
                                     "u,2025-03-01T10:00:01Z,page_view\n"
                                     "u,2025-03-01T10:00:02Z,page_view\n")
              .status == 0);
    const program_run model = run_program("attrib-model", where);
    CHECK(model.status == 0);
    CHECK_THAT(model.out,
               Contains("2  page_view") && Contains("did you mean --conversion 'PURCHASE'?"));
    const program_run named = run_program("attrib-model", where + "--conversion PURCHASE");
    CHECK_THAT(named.out, !Contains("--conversion"));
    const program_run verified =
        run_program("attrib-model", where + "verify --conversion PURCHASE");
    CHECK(verified.status == 0);
    CHECK(verified.err == "");  // no bar where there is no terminal
}

TEST_CASE("a command or a database that is not there is told with what is") {
    const program_run mistyped = run_program("attrib-model", "buld");
    CHECK(mistyped.status == 2);
    CHECK_THAT(mistyped.err, Contains("did you mean build?"));
    CHECK_THAT(run_program("attrib-load", "--databse x f").err,
               Contains("did you mean --database?"));
    const program_run nowhere = run_program("attrib-model", "--database notaurl");
    CHECK(nowhere.status == 1);
    CHECK_THAT(nowhere.err, Contains("postgresql://user:password@host:port/name"));
    CHECK(std::count(nowhere.err.begin(), nowhere.err.end(), '\n') == 1);
    const temporary_directory folder;
    const std::string file = folder.write("file", "");
    for (const char* const name : {"DATABASE_URL", "PGHOST", "PGDATABASE", "PGPORT", "PGSERVICE"})
        unsetenv(name);
    const program_run model = run_program("attrib-model", "--data-dir " + file + "/below");
    CHECK(model.status == 1);
    CHECK_THAT(model.err, Contains("choose a folder that you may write by --data-dir"));
    CHECK_THAT(model.err, !Contains("filesystem error"));
}

}  // namespace attrib::test
