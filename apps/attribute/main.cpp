// attrib-attribute: CSV files of events in, tables of sessions and credits out, no database.
#include <apps/attribute/options.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/console/summary.hpp>
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

int run(const attribute_options& options, const std::vector<std::string>& paths) {
    console::watch_interrupts();
    const engine_options how{options.attribution.attribution().value(),
                             options.attribution.threads(), options.event_memory()};
    const channel_classifier classifier =
        channel_classifier::compile(options.channels.rules().value()).value();
    const auto files = event_files::open(paths, {.renames = options.map.renames().value()}).value();
    report_ignored_columns(*files);
    csv_sink sink(options.output, options.table_list());
    std::optional<reject_log> rejects;
    if (!options.rejects.empty()) rejects.emplace(options.rejects);

    engine batch(how, classifier);
    {
        watched_feed feed(*files);
        batch.read(feed, [&](const reject& refused) {
            if (rejects) rejects->add(refused);
        });
    }
    const engine_summary summary = batch.run(sink);
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
