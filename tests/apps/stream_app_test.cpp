// attrib-stream, attrib-model --follow and forget as users run them.
#include <csignal>
#include <libattrib/ingest/ledger.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

using Catch::Matchers::Contains;

TEST_CASE("a stream that is ended goes on, with status 0; the tables follow") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", generated_csv(small_scenario(4000)));
    child follower("attrib-model", {"--database", database.name(), "--follow", "--json"},
                   folder.file("follow.log"));
    child first("attrib-stream", {"--database", database.name(), "--rate", "2000", path},
                folder.file("stream.log"));
    const auto rows = [&] {
        return std::stoll(database.value("select count(*) from stg_ga4_events"));
    };
    REQUIRE(eventually([&] { return rows() > 200; }));
    first.send(SIGTERM);
    CHECK(first.wait() == 1);
    CHECK_THAT(contents_of(folder.file("stream.log")), Contains("interrupted before its end"));
    const program_run second = run_program("attrib-stream", at(database) + path);
    CHECK(second.status == 0);
    CHECK_THAT(second.out, Contains("rows were there before"));
    REQUIRE(eventually([&] { return rows() == 4000; }));
    follower.send(SIGINT);
    CHECK(follower.wait() == 0);
    CHECK_THAT(contents_of(folder.file("follow.log")), Contains("\"whole_users\""));
    CHECK(run_program("attrib-model", at(database) + "verify").status == 0);
}

TEST_CASE("a Ctrl-C that a script passes on as SIGTERM, too, leaves no server behind") {
    const reachable_directory folder;
    const std::string data = folder.file("data");
    child follower("attrib-model", {"--data-dir", data, "--follow"}, folder.file("log"));
    const std::string server = data + "/pgdata/postmaster.pid";
    REQUIRE(eventually([&] { return std::filesystem::exists(server); }));
    follower.send(SIGINT);
    follower.send(SIGTERM);
    CHECK(follower.wait() == 0);
    CHECK_FALSE(std::filesystem::exists(server));
}

TEST_CASE("standard input, CSV or NDJSON, is streamed; a name lets it go on") {
    const temporary_database database;
    const std::string csv =
        "user_pseudo_id,event_timestamp,event_name\n"
        "u,2025-03-01T10:00:00Z,a\nu,2025-03-01T10:00:01Z,b\n";
    CHECK(run_program("attrib-stream", at(database) + "- --source x", csv).status == 0);
    const program_run again = run_program("attrib-stream", at(database) + "- --source x --json",
                                          csv + "u,2025-03-01T10:00:02Z,c\n");
    CHECK_THAT(again.out, Contains("\"read\": 1,") && Contains("\"earlier\": 2"));
    const program_run json = run_program("attrib-stream", at(database) + "-",
                                         "{\"user_pseudo_id\":\"u\",\"event_timestamp\":"
                                         "1740823200000000,\"event_name\":\"d\"}\n{}\n");
    CHECK_THAT(json.out, Contains("read 2, accepted 1, rejected 1"));
    CHECK(database.value("select string_agg(event_name, '' order by event_name) from "
                         "ga4_events_raw") == "abcd");
}

TEST_CASE("people are forgotten by name or by file") {
    const temporary_database database;
    const temporary_directory folder;
    REQUIRE(run_program("attrib-load", at(database) + "tests/data/worked_example.csv").status == 0);
    REQUIRE(run_program("attrib-model", at(database)).status == 0);
    const program_run done =
        run_program("attrib-model",
                    at(database) + "forget --users-file " + folder.write("who", "ann\n\nnobody\n"));
    CHECK(done.status == 0);
    CHECK(done.out == "forgot 1 users: 6 events, 0 rejects\n");
    CHECK(database.value("select count(*) from mart_channel_daily") == "0");
    CHECK(run_program("attrib-model", at(database) + "verify").status == 0);
}

TEST_CASE("wrong command lines of the live programs are refused") {
    for (const char* const wrong :
         {"--rate 1 --speed 1 x", "--follow -", "--source x y", "--rate -1 x", "x y"}) {
        INFO(wrong);
        CHECK(run_program("attrib-stream", wrong).status == 2);
    }
    CHECK(run_program("attrib-model", "forget").status == 2);
    CHECK(run_program("attrib-model", "build --user x").status == 2);
    CHECK(run_program("attrib-model", "verify --follow").status == 2);
    const temporary_database database;
    CHECK(run_program("attrib-stream", at(database) + "/no/such/file").status == 1);
}

}  // namespace attrib::test
