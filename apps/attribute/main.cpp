// attrib-attribute: CSV files of events in, tables of sessions and credits out, no database.
#include <algorithm>
#include <apps/attribute/options.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/console/summary.hpp>
#include <filesystem>
#include <iostream>
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/io/event_files.hpp>
#include <libattrib/io/reject_log.hpp>
#include <optional>

namespace {

using namespace attrib;

// Feeds files to the engine, drawing how far it has come, until the user interrupts.
class watched_feed final : public event_feed {
   public:
    explicit watched_feed(event_files& files)
        : files_(files), bar_("reading", console::progress_unit::bytes, files.size()) {}

    bool read_some(event_consumer& consumer) override {
        console::throw_if_interrupted();
        const bool more = files_.read_some(consumer);
        bar_.update(files_.position());
        return more;
    }

   private:
    event_files& files_;
    console::progress bar_;
};

void report_ignored_columns(const event_files& files) {
    for (const event_file& file : files.files())
        if (const auto& ignored = file.ignored_columns(); !ignored.empty()) {
            std::cerr << "attrib-attribute: " << file.path() << ": ignored columns:";
            for (const std::string& name : ignored) std::cerr << ' ' << name;
            std::cerr << '\n';
        }
}

bool can_be_read_twice(const std::vector<std::string>& paths) {
    return std::ranges::all_of(
        paths, [](const std::string& path) { return std::filesystem::is_regular_file(path); });
}

// Reads all files and attributes what they hold.
engine_summary attribute(const attribute_options& options, event_files& files,
                         const channel_classifier& classifier, kept_columns kept, csv_sink& sink,
                         std::optional<reject_log>& rejects) {
    engine batch({.attribution = options.attribution.attribution().value(),
                  .threads = options.attribution.threads(),
                  .memory_bytes = options.event_memory(),
                  .kept = kept},
                 classifier);
    {
        watched_feed feed(files);
        batch.read(feed, [&](const reject& refused) {
            if (rejects) rejects->add(refused);
        });
    }
    return batch.run(sink);
}

int run(const attribute_options& options, const std::vector<std::string>& paths) {
    console::watch_interrupts();
    const channel_classifier classifier =
        channel_classifier::compile(options.channels.rules().value()).value();
    const bool only_totals = options.table_list() == std::vector{table::mart_channel_daily};
    csv_sink sink(options.output, options.table_list());
    std::optional<reject_log> rejects;
    engine_summary summary;
    // Totals need few columns, unless deliveries of one event contradict each other.
    for (const kept_columns kept : {kept_columns::totals, kept_columns::all}) {
        if (kept == kept_columns::totals && !(only_totals && can_be_read_twice(paths))) continue;
        const auto files =
            event_files::open(paths, {.renames = options.map.renames().value(), .kept = kept})
                .value();
        if (summary.undecided == 0) report_ignored_columns(*files);  // once
        if (!options.rejects.empty()) rejects.emplace(options.rejects);
        summary = attribute(options, *files, classifier, kept, sink, rejects);
        if (summary.undecided == 0) break;
    }
    if (rejects) rejects->commit();
    sink.commit();
    console::report(std::cout, summary, options.json);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    attribute_options options;
    console::program self{
        .name = "attrib-attribute",
        .purpose = "says which channel earned each conversion, without a database",
        .usage = "FILE...",
        .notes = "FILE is a CSV of events, also .gz or .zst; - is standard input.",
        .needs_arguments = true};
    options.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(options, self.arguments); });
}
