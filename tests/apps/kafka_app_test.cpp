// attrib-stream --kafka as users run it.
#include <csignal>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/mock_kafka.hpp>
#include <tests/support/numbered_rows.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

struct topic_of_program {
    topic_of_program() { kafka.create("events", 4); }

    [[nodiscard]] child start() const {
        return child("attrib-stream",
                     {"--database", database.name(), "--kafka", kafka.brokers(), "--topic",
                      "events", "--batch-rows", "50"},
                     folder.file("log"));
    }
    void send(int from, int to) {
        for (int i = from; i <= to; ++i) kafka.send("events", i % 4, numbered_event(i));
        kafka.flush();
    }
    [[nodiscard]] bool gets(int rows) const {
        return eventually([&] { return stored_rows(database) == all_once(rows); });
    }

    temporary_database database;
    temporary_directory folder;
    mock_kafka kafka;
};

}  // namespace

TEST_CASE("programs that read a topic are killed while they store: each event is there once") {
    topic_of_program test;
    constexpr int rounds = 2;
    constexpr int rows = 2000;
    child beside = test.start();
    for (int round = 0; round < rounds; ++round) {
        child killed = test.start();
        test.send(round * rows + 1, (round + 1) * rows);
        REQUIRE(eventually([&] {
            return std::stoi(test.database.value("select count(*) from ga4_events_raw")) >
                   round * rows;
        }));
        killed.send(SIGKILL);
        killed.wait();
    }
    CHECK(test.gets(rounds * rows));
    beside.send(SIGTERM);
    CHECK(beside.wait() == 0);
}

TEST_CASE("Ctrl-C ends a stream of a topic with status 0 and a summary") {
    topic_of_program test;
    test.send(1, 500);
    test.kafka.send("events", 0, std::nullopt);
    test.kafka.flush();
    child stream = test.start();
    CHECK(test.gets(500));
    stream.send(SIGINT);
    CHECK(stream.wait() == 0);
    CHECK_THAT(contents_of(test.folder.file("log")), Contains("read 500, accepted 500"));
}

TEST_CASE("Ctrl-C ends a stream of a topic while no broker answers, too") {
    topic_of_program test;
    test.send(1, 100);
    child stream = test.start();
    CHECK(test.gets(100));
    test.kafka.stop();
    REQUIRE(eventually([&] {
        return contents_of(test.folder.file("log")).find("no broker of") != std::string::npos;
    }));
    stream.send(SIGINT);
    CHECK(stream.wait() == 0);
    test.kafka.start();
    test.send(101, 200);
    const child again = test.start();
    CHECK(test.gets(200));
}

TEST_CASE("wrong command lines of a topic are refused, and no message shows a value") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string topic = at(database) + "--kafka localhost:1 --topic t ";
    const auto refusal = [&](const std::string& arguments) {
        const program_run run = run_program("attrib-stream", arguments);
        CHECK(run.status == 2);
        return run.err;
    };
    CHECK_THAT(refusal(at(database) + "--topic t"), Contains("go together"));
    CHECK_THAT(refusal(at(database) + "--kafka localhost:1"), Contains("go together"));
    CHECK_THAT(refusal(at(database)), Contains("give FILE, or --kafka and --topic"));
    CHECK_THAT(refusal(topic + "a.csv"), Contains("not both"));
    CHECK_THAT(refusal(topic + "--follow"), Contains("--follow goes with FILE"));
    CHECK_THAT(refusal(topic + "--rate 10"), Contains("--rate"));
    CHECK_THAT(refusal(topic + "--kafka-option secret"),
               Contains("NAME=VALUE") && !Contains("secret"));
    CHECK_THAT(refusal(topic + "--kafka-options " + folder.write("o", "security.protocol=secret")),
               Contains("security.protocol") && !Contains("secret"));
    const program_run none = run_program("attrib-stream", topic + "--kafka-options /no/such");
    CHECK((none.status == 1 || none.status == 2));
    CHECK_THAT(none.err, Contains("/no/such"));
}

}  // namespace attrib::test
