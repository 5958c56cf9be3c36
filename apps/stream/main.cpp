// attrib-stream: events into ga4_events_raw as they happen, each row once.
#include <fmt/format.h>
#include <unistd.h>

#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/console/row_report.hpp>
#include <apps/stream/options.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

namespace {

using namespace attrib;

constexpr const char* self_name = "attrib-stream";

void print(const stream_status& done, bool as_json) {
    if (as_json) {
        nlohmann::ordered_json all = console::counts_json(done.added);
        all["earlier"] = done.earlier;
        if (!done.rejects.is_empty()) all["reject_reasons"] = console::rejects_json(done.rejects);
        console::print_json(std::cout, all);
        return;
    }
    std::cout << console::counts_text(done.added);
    if (done.earlier != 0)
        std::cout << fmt::format("; {} rows were there before", console::grouped(done.earlier));
    std::cout << '\n';
    console::print_rejects(std::cout, done.rejects);
}

// A followed file may yet bring what is right.
void check_accepted(const stream_status& done, const std::string& path, bool follows) {
    console::acceptance_check check;
    if (!follows)
        check.add(path == "-" ? "standard input" : path, done.added.read,
                  done.added.accepted + done.added.forgotten + done.earlier);
    check.throw_unless_passed("the rejects are in the table ga4_events_rejected");
}

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
            "and ends; the same command again goes on after it. A second program on the same FILE "
            "waits until the first has ended, and then goes on where that one came to.\n\n"
            "An event that lies more than 24 hours in the future, after --shift-to-now moved it, "
            "is rejected (timestamp_future): its sender's clock is wrong.",
        .examples = {"attrib-stream --follow /var/log/shop/events.ndjson",
                     "tail -F events.csv | attrib-stream --source shop -",
                     "attrib-stream --speed 60 --shift-to-now last_month.csv"},
        .needs_arguments = true};
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given, self.arguments); });
}
