// attrib-stream: events into ga4_events_raw as they happen, each row once.
#include <fmt/format.h>

#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/stream/options.hpp>
#include <apps/stream/outcome.hpp>
#include <iostream>

namespace {

using namespace attrib;

constexpr const char* self_name = "attrib-stream";

int run(const stream_flags& given, const std::vector<std::string>& paths) {
    console::watch_interrupts();
    if (paths.size() > 1)
        throw failure(errc::invalid_option, "give one FILE; several run side by side as programs");
    stream_options options = given.stream(paths.front());
    console::opened_database database;
    given.database.open(self_name, database);
    options.database = database.name;
    console::progress line("streaming", console::progress_unit::rows, 0);
    options.how.on_message = [&](const std::string& message) {
        line.clear();
        std::cerr << self_name << ": " << message << '\n';
    };
    options.on_status = [&](const stream_status& now) {
        line.describe(fmt::format("streaming  lag {} ms  rejected {}  queue {}",
                                  now.lag.count() / 1000, now.added.rejected, now.waiting));
        line.update(now.added.read);
    };
    stream_status done;
    {
        const console::stop_within_a_second deadline(
            "attrib-stream: interrupted while the database did not answer; what is not committed "
            "is added when the same command is run again\n");
        done = stream_events(paths.front(), options);
    }
    line.clear();
    print(done, given.json);
    throw_if_interrupted(done, paths.front(), given.source);
    check_accepted(done, paths.front(), given.follow);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    stream_flags given;
    console::program self{
        .name = self_name,
        .purpose = "streams events into Postgres (ga4_events_raw), each row exactly once",
        .usage = "FILE",
        .notes =
            "FILE holds events as CSV or as JSON, one object a line (NDJSON), also compressed by "
            "gzip or zstd; it may be a pipe, and - is standard input. Ctrl-C commits what was read "
            "and ends, with status 1 where FILE has more; the same command again goes on after it. "
            "A second program on the same FILE waits until the first has ended, and then goes on "
            "where that one came to.\n\n"
            "An event that lies more than 24 hours in the future, after --shift-to-now moved it, "
            "is rejected (timestamp_future): its sender's clock is wrong.",
        .examples = {"attrib-stream --follow /var/log/shop/events.ndjson",
                     "tail -F events.csv | attrib-stream --source shop -",
                     "attrib-stream --speed 60 --shift-to-now last_month.csv"},
        .needs_arguments = true};
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given, self.arguments); });
}
