// A topic of Kafka, on librdkafka's mock cluster. tests/kafka does the same on a real one.
#include <libattrib/ingest/kafka_stream.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/mock_kafka.hpp>
#include <tests/support/numbered_rows.hpp>
#include <tests/support/running_stream.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

struct streamed_topic {
    explicit streamed_topic(int partitions = 3) { kafka.create("t", partitions); }

    [[nodiscard]] std::unique_ptr<running_stream> stream(const std::string& source_name = {},
                                                         const kafka_settings& settings = {}) {
        return std::make_unique<running_stream>(
            database.name(),
            [from = kafka_topic{kafka.brokers(), "t", settings}](const stream_options& options) {
                return stream_kafka(from, options);
            },
            source_name);
    }
    void send(int from, int to, int partitions = 3) {
        for (int i = from; i <= to; ++i) kafka.send("t", i % partitions, numbered_event(i));
        kafka.flush();
    }
    [[nodiscard]] bool gets(const std::string& what) const {
        return eventually([&] { return stored_rows(database) == what; });
    }

    temporary_database database;
    mock_kafka kafka;
};

std::string message_of(const result<void>& added) {
    return added ? std::string() : added.error().message;
}

}  // namespace

TEST_CASE("a topic is read from its beginning, each partition a source; a restart goes on") {
    streamed_topic test;
    test.send(1, 3000);
    auto stream = test.stream();
    CHECK(test.gets(all_once(3000)));
    CHECK(stream->stop().added.accepted == 3000);
    CHECK(test.database.value("select count(distinct source) from ingest_batches") == "3");
    CHECK_THAT(test.database.value("select min(source) from ingest_batches"),
               Contains("kafka:") && Contains("/t/0"));
    test.send(3001, 3300);
    stream = test.stream();
    CHECK(test.gets(all_once(3300)));
    const stream_status again = stream->stop();
    CHECK((again.added.accepted == 300 && again.earlier == 3000));
    CHECK(stream->said().empty());
}

TEST_CASE("a message is events or a kept reject with topic, partition and offset") {
    streamed_topic test;
    test.kafka.send("t", 1, "[" + numbered_event(1) + "," + numbered_event(2) + "]");
    test.kafka.send("t", 1, std::nullopt);
    test.kafka.send("t", 1, "{\"broken\":");
    test.kafka.send("t", 1, numbered_event(3));
    test.kafka.flush();
    const auto stream = test.stream();
    CHECK(test.gets(all_once(3)));
    const stream_status done = stream->stop();
    CHECK((done.added.rejected == 1 && done.tombstones == 1));
    CHECK(test.database.value("select format('%s %s %s %s', source_name, line, reason, "
                              "convert_from(row_text, 'UTF8')) from "
                              "ga4_events_rejected") == "kafka:t/1 2 cut_off {\"broken\":");
}

TEST_CASE("identifiers at their limits come whole; longer ones are rejects") {
    streamed_topic test;
    const std::string user(256, 'u');
    const auto event_of = [](const std::string& who) {
        return R"({"event_id":"e","user_pseudo_id":")" + who +
               R"(","event_timestamp":"2025-03-01T10:00:00Z","event_name":"view"})";
    };
    test.kafka.send("t", 0, event_of(user));
    test.kafka.send("t", 0, event_of(user + "u"));
    test.kafka.flush();
    const auto stream = test.stream(std::string(5000, 's'));
    CHECK(test.gets(all_once(1)));
    stream->stop();
    CHECK(test.database.value("select length(user_pseudo_id) from ga4_events_raw") == "256");
    CHECK(test.database.value("select reason from ga4_events_rejected") == "text_too_long");
}

TEST_CASE("two streams share the partitions; one that ends leaves them to the other") {
    streamed_topic test;
    auto first = test.stream();
    test.send(1, 300);
    CHECK(test.gets(all_once(300)));
    auto second = test.stream();
    int rows = 300;
    const auto has_second_taken = [&] {
        test.send(rows + 1, rows + 30);
        rows += 30;
        return test.gets(all_once(rows)) &&
               test.database.value(
                   "select count(distinct pid) from pg_locks where locktype = "
                   "'advisory' and granted and database = (select oid from "
                   "pg_database where datname = current_database())") == "2";
    };
    CHECK(eventually(has_second_taken, 200));
    CHECK(first->stop().added.accepted < static_cast<std::uint64_t>(rows));
    test.send(rows + 1, rows + 300);
    CHECK(test.gets(all_once(rows + 300)));
    second->stop();
}

TEST_CASE("a broker that is away is told once; what comes when it is back is read") {
    streamed_topic test;
    test.kafka.stop();
    auto stream = test.stream();
    CHECK(eventually([&] { return !stream->said().empty(); }));
    test.kafka.start();
    test.send(1, 300);
    CHECK(test.gets(all_once(300)));
    CHECK_THAT(stream->said(), Contains("no broker of") && Contains("a broker answers again"));
    test.kafka.stop();
    const auto times_away = [&] {
        const std::string said = stream->said();
        int times = 0;
        for (std::size_t at = 0; (at = said.find("no broker of", at)) != std::string::npos; ++at)
            ++times;
        return times;
    };
    CHECK(eventually([&] { return times_away() == 2; }));
    test.kafka.start();
    test.send(301, 600);
    CHECK(test.gets(all_once(600)));
    CHECK(times_away() == 2);
}

TEST_CASE("messages that Kafka deleted before they were read are told") {
    streamed_topic test(1);
    test.send(1, 10, 1);
    auto stream = test.stream();
    CHECK(test.gets(all_once(10)));
    stream->stop();
    const std::string large = R"({"note":")" + std::string(100'000, 'x') + R"("})";
    for (int i = 0; i < 100; ++i) test.kafka.send("t", 0, large);
    test.send(11, 20, 1);
    stream = test.stream();
    CHECK(test.gets("20 rows, 20 different, 1 holes"));
    CHECK_THAT(stream->said(),
               Contains("the messages from offset 10 to") && Contains("were deleted (retention)"));
}

TEST_CASE("a topic under another source name is read again") {
    streamed_topic test(1);
    test.send(1, 10, 1);
    auto stream = test.stream();
    CHECK(test.gets(all_once(10)));
    stream->stop();
    stream = test.stream("second");
    CHECK(test.gets("20 rows, 10 different, 0 holes"));
}

TEST_CASE("no such topic, no such option and no such name are errors that show no value") {
    streamed_topic test;
    const auto error_of = [&](const kafka_topic& from) {
        running_stream stream(test.database.name(), [&](const stream_options& options) {
            return stream_kafka(from, options);
        });
        stream.wait();
        return stream.error();
    };
    const std::string brokers = test.kafka.brokers();
    CHECK_THAT(error_of({brokers, "^t.*"}), Contains("--topic"));
    CHECK_THAT(error_of({brokers, "t", {{"no.such", "secret"}}}),
               Contains("no option no.such") && !Contains("secret"));
    CHECK_THAT(error_of({brokers, "t", {{"security.protocol", "secret"}}}),
               Contains("security.protocol") && !Contains("secret"));
    rd_kafka_mock_topic_set_error(test.kafka.cluster(), "gone",
                                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    CHECK_THAT(error_of({brokers, "gone"}), Contains("kafka:gone: there is no such topic at"));
}

TEST_CASE("options of Kafka: as an argument and in a file") {
    kafka_settings settings;
    CHECK(add_kafka_setting(settings, "sasl.password=a=b "));
    CHECK(settings == kafka_settings{{"sasl.password", "a=b"}});
    CHECK_THAT(message_of(add_kafka_setting(settings, "=secret")),
               Contains("NAME=VALUE") && !Contains("secret"));
    CHECK_THAT(message_of(add_kafka_setting(settings, "enable.auto.commit=true")),
               Contains("enable.auto.commit"));
    const temporary_directory folder;
    settings.clear();
    CHECK(add_kafka_settings_of(settings,
                                folder.write("a", "# TLS\r\nsecurity.protocol = SSL\r\n\na=b")));
    CHECK(settings == kafka_settings{{"security.protocol", "SSL"}, {"a", "b"}});
    CHECK_THAT(message_of(add_kafka_settings_of(settings, folder.write("b", "a=b\nsecret\n"))),
               Contains("b: line 2") && !Contains("secret"));
    CHECK(add_kafka_settings_of(settings, folder.file("none")).error().code ==
          errc::file_not_found);
}

}  // namespace attrib::test
