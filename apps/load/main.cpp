// attrib-load: CSV or NDJSON files of events into ga4_events_raw, each row once, however often it
// is called.
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/console/row_report.hpp>
#include <apps/load/load_report.hpp>
#include <apps/load/options.hpp>
#include <chrono>
#include <iostream>
#include <libattrib/core/printable.hpp>
#include <nlohmann/json.hpp>
#include <optional>

namespace {

using namespace attrib;

load_summary load(const std::string& path, load_options options) {
    std::optional<console::progress> bar;
    options.on_progress = [&](std::uint64_t done, std::uint64_t total) {
        if (!bar) bar.emplace(path, console::progress_unit::bytes, total);
        bar->update(done);
    };
    const console::stop_within_a_second deadline(
        "attrib-load: interrupted; what was committed stays, run the same command again to go "
        "on\n");
    return load_file(path, options);
}

int run(const load_flags& given, const std::vector<std::string>& paths) {
    console::watch_interrupts();
    load_options options = given.load();
    options.how.on_message = [](const std::string& message) {
        std::cerr << "attrib-load: " << message << '\n';
    };
    // All files are looked at before anything is begun.
    check_loadable(paths, options);
    console::opened_database database;
    given.database.open("attrib-load", database);
    options.database = database.name;
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    console::acceptance_check check;
    const auto begun = std::chrono::steady_clock::now();
    row_counts added;
    for (const std::string& path : paths) {
        const load_summary loaded = load(path, options);
        added += loaded.added;
        check.add(path, loaded.added.read + loaded.earlier.read,
                  loaded.added.accepted + loaded.added.forgotten + loaded.earlier.accepted);
        for (const std::string& name : loaded.ignored_columns)
            std::cerr << "attrib-load: " << printable(path) << ": ignored column "
                      << printable(name) << '\n';
        all.push_back(json_of(path, loaded));
        if (!given.json) print_loaded(std::cout, path, loaded);
    }
    if (given.json) console::print_json(std::cout, all);
    print_end(std::cerr, added, std::chrono::steady_clock::now() - begun);
    check.throw_unless_passed("what is right with the others is in the database");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    load_flags given;
    console::program self{
        .name = "attrib-load",
        .purpose = "loads events into Postgres (ga4_events_raw), each row exactly once",
        .usage = "FILE...",
        .notes =
            "FILE holds events as CSV or as JSON (one object a line, NDJSON, or any other layout), "
            "also compressed by gzip or zstd. The same file again adds nothing; after a failure or "
            "Ctrl-C the same "
            "command goes on where it stopped.",
        .examples =
            {"attrib-load events.csv && attrib-model",
             "attrib-load --database postgresql://me@db.example/shop 2025-*.ndjson.gz",
             "attrib-load --map visitor=user_pseudo_id --map ts=event_timestamp visits.csv"},
        .needs_arguments = true};
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given, self.arguments); });
}
