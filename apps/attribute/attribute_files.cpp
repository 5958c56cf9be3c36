#include <algorithm>
#include <apps/attribute/attribute_files.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/progress.hpp>
#include <filesystem>
#include <iostream>
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/io/event_files.hpp>
#include <libattrib/io/reject_log.hpp>
#include <optional>

namespace attrib {
namespace {

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

// Whether the cheaper way is open, which may have to begin again.
bool can_keep_totals(const attribute_options& options, const std::vector<std::string>& paths) {
    return options.table_list() == std::vector{table::mart_channel_daily} &&
           std::ranges::all_of(paths, [](const std::string& path) {
               return std::filesystem::is_regular_file(path);
           });
}

}  // namespace

engine_summary attribute_files(const attribute_options& options,
                               const std::vector<std::string>& paths) {
    const channel_classifier classifier =
        channel_classifier::compile(options.channels.rules().value()).value();
    kept_columns kept = can_keep_totals(options, paths) ? kept_columns::totals : kept_columns::all;
    std::optional<csv_sink> sink;
    std::optional<reject_log> rejects;
    for (;; kept = kept_columns::all) {
        const auto files =
            event_files::open(paths, {.renames = options.map.renames().value(), .kept = kept})
                .value();
        if (!sink) {
            report_ignored_columns(*files);
            sink.emplace(options.output, options.table_list());
        }
        if (!options.rejects.empty()) rejects.emplace(options.rejects);
        engine batch({.attribution = options.attribution.attribution().value(),
                      .threads = options.attribution.threads(),
                      .memory_bytes = options.event_memory(),
                      .kept = kept},
                     classifier);
        {
            watched_feed feed(*files);
            batch.read(feed, [&](const reject& refused) {
                if (rejects) rejects->add(refused);
            });
        }
        engine_summary summary = batch.run(*sink);
        // Deliveries of one event that contradict each other need all columns.
        if (summary.undecided != 0) continue;
        if (rejects) rejects->commit();
        sink->commit();
        return summary;
    }
}

}  // namespace attrib
