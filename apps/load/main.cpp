// attrib-load: CSV or NDJSON files of events into ga4_events_raw, each row once, however often it
// is called.
#include <fmt/format.h>

#include <algorithm>
#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/console/row_report.hpp>
#include <apps/load/options.hpp>
#include <chrono>
#include <iostream>
#include <libattrib/core/printable.hpp>
#include <nlohmann/json.hpp>
#include <optional>

namespace {

using namespace attrib;

nlohmann::ordered_json json_of(const std::string& path, const load_summary& loaded) {
    nlohmann::ordered_json object{{"file", path}};
    object.update(console::counts_json(loaded.added));
    object["earlier"] = loaded.earlier.read;
    if (!loaded.rejects.is_empty())
        object["reject_reasons"] = console::rejects_json(loaded.rejects);
    return object;
}

void print(const std::string& path, const load_summary& loaded) {
    std::cout << printable(path) << ": ";
    if (loaded.added.bytes == 0 && loaded.earlier.bytes != 0) {
        std::cout << fmt::format("loaded before, nothing added ({} rows)\n",
                                 console::grouped(loaded.earlier.read));
        return;
    }
    std::cout << console::counts_text(loaded.added);
    if (loaded.earlier.bytes != 0)
        std::cout << fmt::format("; went on after {} rows loaded before",
                                 console::grouped(loaded.earlier.read));
    std::cout << '\n';
    console::print_rejects(std::cout, loaded.rejects);
}

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

void say_end(const row_counts& added, std::chrono::duration<double> took) {
    std::cerr << fmt::format("attrib-load: {:.1f} s, {} rows a second\n", took.count(),
                             console::grouped(static_cast<std::uint64_t>(
                                 static_cast<double>(added.read) / std::max(took.count(), 1e-3))));
    if (added.accepted != 0)
        std::cerr << "attrib-load: next, attrib-model makes the tables of sessions and credits "
                     "(where attrib-serve runs, it does)\n";
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
        if (!given.json) print(path, loaded);
    }
    if (given.json) console::print_json(std::cout, all);
    say_end(added, std::chrono::steady_clock::now() - begun);
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
            "also compressed by gzip or zstd. The same file again adds nothing; after a failure or Ctrl-C the same "
            "command goes on where it stopped.",
        .examples =
            {"attrib-load events.csv && attrib-model",
             "attrib-load --database postgresql://me@db.example/shop 2025-*.ndjson.gz",
             "attrib-load --map visitor=user_pseudo_id --map ts=event_timestamp visits.csv"},
        .needs_arguments = true};
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given, self.arguments); });
}
