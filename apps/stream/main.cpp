// attrib-stream: events into ga4_events_raw as they happen, each row once.
#include <fmt/format.h>

#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/stream/options.hpp>
#include <apps/stream/outcome.hpp>
#include <iostream>
#include <optional>

namespace {

using namespace attrib;

constexpr const char* self_name = "attrib-stream";

std::string status_text(const stream_status& now, bool is_of_topic) {
    std::string text = fmt::format("streaming  lag {} ms  rejected {}", now.lag.count() / 1000,
                                   now.added.rejected);
    text += is_of_topic ? fmt::format("  behind {} messages", now.messages_behind)
                        : fmt::format("  queue {}", now.waiting);
    return text;
}

int run(const stream_flags& given, const std::vector<std::string>& paths) {
    console::watch_interrupts();
    if (paths.size() > 1)
        throw failure(errc::invalid_option, "give one FILE; several run side by side as programs");
    const std::string path = paths.empty() ? "" : paths.front();
    stream_options options = given.stream(path);
    std::optional<kafka_topic> topic;
    if (given.kafka.are_given()) topic = given.kafka.topic();
    console::opened_database database;
    given.database.open(self_name, database);
    options.database = database.name;
    console::progress line("streaming", console::progress_unit::rows, 0);
    options.how.on_message = [&](const std::string& message) {
        line.clear();
        std::cerr << self_name << ": " << message << '\n';
    };
    options.on_status = [&](const stream_status& now) {
        line.describe(status_text(now, topic.has_value()));
        line.update(now.added.read);
    };
    stream_status done;
    {
        const console::stop_within_a_second deadline(
            "attrib-stream: interrupted while the database did not answer; what is not committed "
            "is added when the same command is run again\n");
        done = topic ? stream_kafka(*topic, options) : stream_events(path, options);
    }
    line.clear();
    print(done, given.json);
    throw_if_interrupted(done, path, given.source);
    check_accepted(done, path, given.follow || topic);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    stream_flags given;
    console::program self{
        .name = self_name,
        .purpose = "streams events into Postgres (ga4_events_raw), each row exactly once",
        .usage = "FILE | --kafka BROKERS --topic TOPIC",
        .notes =
            "FILE holds events as CSV or as JSON, one object a line (NDJSON), also compressed by "
            "gzip or zstd; it may be a pipe, and - is standard input. Ctrl-C commits what was read "
            "and ends, with status 1 where FILE has more; the same command again goes on after it. "
            "A second program on the same FILE waits until the first has ended, and then goes on "
            "where that one came to.\n\n"
            "A message of a topic is an event as a row of NDJSON, or several, or an array of them. "
            "Its partitions are sources: the database keeps the offsets, in the same transaction "
            "as "
            "the rows, and programs with the same command share the partitions. A message that is "
            "no event is kept in ga4_events_rejected with partition and offset. The docs say what "
            "is promised (docs/live.md).\n\n"
            "An event that lies more than 24 hours in the future, after --shift-to-now moved it, "
            "is rejected (timestamp_future): its sender's clock is wrong.",
        .examples = {"attrib-stream --follow /var/log/shop/events.ndjson",
                     "tail -F events.csv | attrib-stream --source shop -",
                     "attrib-stream --speed 60 --shift-to-now last_month.csv",
                     "attrib-stream --kafka broker1:9092,broker2:9092 --topic events",
                     "attrib-stream --kafka broker:9093 --topic events --kafka-options tls.conf"},
    };
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given, self.arguments); });
}
