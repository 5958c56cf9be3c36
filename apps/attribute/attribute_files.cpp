#include <algorithm>
#include <apps/attribute/attribute_files.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/output_clash.hpp>
#include <apps/console/progress.hpp>
#include <filesystem>
#include <iostream>
#include <libattrib/converters/converter_files.hpp>
#include <libattrib/core/printable.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/io/event_files.hpp>
#include <libattrib/io/name_tally.hpp>
#include <libattrib/io/reject_log.hpp>
#include <mutex>
#include <optional>

namespace attrib {
namespace {

namespace fs = std::filesystem;

// Counts names of events on their way.
class naming_consumer final : public event_consumer {
   public:
    naming_consumer(event_consumer& to, name_tally& names) : to_(to), names_(names) {}

    void accept(const event& taken) override {
        names_.add(taken.event_name);
        to_.accept(taken);
    }
    void refuse(const reject& refused) override { to_.refuse(refused); }

   private:
    event_consumer& to_;
    name_tally& names_;
};

// Feeds files to the engine, drawing how far it has come, until the user interrupts. `Files` has a
// position, in bytes. Unless null, `names` gets those of all events.
template <class Files>
class watched_feed final : public event_feed {
   public:
    watched_feed(Files& files, const char* doing, std::uint64_t size, name_tally* names = nullptr)
        : files_(files), bar_(doing, console::progress_unit::bytes, size), names_(names) {}

    bool read_some(event_consumer& consumer) override {
        console::throw_if_interrupted();
        const bool more = names_ == nullptr ? files_.read_some(consumer) : read_names(consumer);
        bar_.update(files_.position());
        return more;
    }

   private:
    bool read_names(event_consumer& consumer) {
        name_tally some;
        naming_consumer naming(consumer, some);
        const bool more = files_.read_some(naming);
        const std::scoped_lock lock(mutex_);
        names_->add(some);
        return more;
    }

    Files& files_;
    console::progress bar_;
    std::mutex mutex_;  // for the names
    name_tally* names_;
};

// Columns that are not read, and what is said of them: a line for each file that has some.
struct ignored_columns {
    std::vector<std::string> names;
    std::string lines;
};

ignored_columns ignored_columns_of(const event_files& files) {
    ignored_columns all;
    for (const event_file& file : files.files())
        if (const auto& ignored = file.ignored_columns(); !ignored.empty()) {
            all.lines += printable(file.path()) + ": ignored columns:";
            for (const std::string& name : ignored) {
                all.lines += ' ' + printable(name);
                if (std::ranges::count(all.names, name) == 0) all.names.push_back(name);
            }
            all.lines += '\n';
        }
    return all;
}

bool are_files(const std::vector<std::string>& paths) {
    return std::ranges::all_of(paths,
                               [](const std::string& path) { return fs::is_regular_file(path); });
}

// One call of attribute_files. There are cheaper ways than to keep all of all events; each may find
// that it does not do, and leaves it to the next.
class attribution_run {
   public:
    attribution_run(const attribute_options& options, const std::vector<std::string>& paths)
        : options_(options),
          paths_(paths),
          tables_(options.table_list()),
          attribution_(options.attribution.attribution().value()),
          compared_(options.compared(attribution_.models)),
          classifier_(channel_classifier::compile(options.channels.rules().value()).value()) {}

    attribution_outcome run() {
        use_needed_models();
        std::optional<engine_summary> summary;
        if (are_files(paths_)) {  // and can be opened again
            if (takes_conversions_only()) summary = read_converters();
            if (!summary && takes_totals_only()) summary = read_everyone(columns_of_totals());
        }
        if (!summary) summary = read_everyone(kept_columns::all);
        if (rejects_) rejects_->commit();
        if (accepted_.is_passed()) sink_->commit();
        (options_.json ? std::cerr : std::cout) << ignored_columns_.lines;
        return outcome_of(*std::move(summary));
    }

   private:
    [[nodiscard]] bool takes_totals_only() const {
        return std::ranges::all_of(tables_, [](table which) {
            return std::ranges::find(tables_of_totals, which) != tables_of_totals.end();
        });
    }
    [[nodiscard]] bool takes(table which) const {
        return std::ranges::find(tables_, which) != tables_.end();
    }
    [[nodiscard]] kept_columns columns_of_totals() const {
        return std::ranges::any_of(
                   attribution_.models,
                   [](const model_instance& each) { return each.rule->sees_sources; })
                   ? kept_columns::origins
                   : kept_columns::totals;
    }

    // Where no table has others, only the models of the summary.
    void use_needed_models() {
        if (takes(table::mart_attribution) || takes(table::mart_channel_daily)) return;
        std::erase_if(attribution_.models, [&](const model_instance& each) {
            return std::ranges::find(compared_, each.name) == compared_.end();
        });
    }
    [[nodiscard]] bool takes_conversions_only() const {
        return std::ranges::none_of(tables_, [](table which) {
            return std::ranges::find(tables_of_everyone, which) != tables_of_everyone.end();
        });
    }

    attribution_outcome outcome_of(engine_summary&& summary) {
        attribution_outcome out;
        out.warnings = console::column_warnings(summary, ignored_columns_.names);
        if (summary.conversions == 0 && are_files(paths_)) count_names();
        if (summary.conversions == 0)
            out.found.names = {attribution_.conversions, names_.by_count(), names_.is_exact()};
        out.found.rejects = std::move(reject_tally_);
        out.summary = std::move(summary);
        out.accepted = std::move(accepted_);
        out.compared = compared_;
        return out;
    }

    // Reads all files once more: most runs need no names.
    void count_names() {
        const auto files = open(kept_columns::names);
        watched_feed feed(*files, "counting names of events", files->size(), &names_);
        run_on_threads(options_.attribution.threads(), [&](unsigned) {
            ignoring_consumer nobody;
            while (feed.read_some(nobody)) {
            }
        });
    }

    void check_accepted(const event_files& files) {
        accepted_ = console::acceptance_check();
        for (std::size_t i = 0; i < files.counts().size(); ++i)
            accepted_.add(files.files()[i].path(), files.counts()[i].read,
                          files.counts()[i].accepted);
    }

    std::unique_ptr<event_files> open(kept_columns kept) {
        auto files =
            event_files::open(paths_, {.reading = options_.map.reading().value(), .kept = kept})
                .value();
        open_sink(*files);
        return files;
    }

    // Opens what is written, once files are found that can be read.
    void open_sink(const event_files& files) {
        if (sink_) return;
        ignored_columns_ = ignored_columns_of(files);
        sink_.emplace(options_.output, tables_);
    }

    // A handler of rejects that starts their file over.
    reject_handler begin_rejects() {
        reject_tally_ = {};
        if (!options_.rejects.empty()) rejects_.emplace(options_.rejects);
        return [this](const reject& refused) {
            reject_tally_.add(refused);
            if (rejects_) rejects_->add(refused);
        };
    }

    [[nodiscard]] engine make_engine(kept_columns kept, std::size_t memory_bytes) const {
        return {{.attribution = attribution_,
                 .threads = options_.attribution.threads(),
                 .memory_bytes = memory_bytes,
                 .path_bytes = options_.path_memory(),
                 .kept = kept},
                classifier_};
    }

    // Deliveries of one event that contradict each other need all columns: nothing then.
    std::optional<engine_summary> write_tables(engine& batch) {
        engine_summary summary = batch.run(*sink_);
        if (summary.ambiguous_duplicates != 0) return std::nullopt;
        return summary;
    }

    std::optional<engine_summary> read_everyone(kept_columns kept) {
        const auto files = open(kept);
        engine batch = make_engine(kept, options_.event_memory());
        {
            watched_feed feed(*files, "reading", files->size(),
                              are_files(paths_) ? nullptr : &names_);
            batch.read(feed, begin_rejects());
        }
        files->check_renames().value();
        check_accepted(*files);
        return write_tables(batch);
    }

    // Keeps the rows of those who convert alone. Nothing when that does not do.
    std::optional<engine_summary> read_converters() {
        const auto files = converter_files::open(paths_, {.reading = options_.map.reading().value(),
                                                          .conversions = attribution_.conversions,
                                                          .threads = options_.attribution.threads(),
                                                          .memory_bytes = options_.event_memory()})
                               .value();
        if (!files) return std::nullopt;
        open_sink(files->files());
        {
            watched_feed feed(*files, "looking for conversions", files->size());
            if (!files->search(feed, begin_rejects())) return std::nullopt;
        }
        check_accepted(files->files());
        const kept_columns kept = takes_totals_only() ? columns_of_totals() : kept_columns::all;
        files->look_again(kept);
        engine batch = make_engine(kept, files->engine_memory());
        {
            watched_feed feed(*files, "reading", files->size());
            batch.read(feed);
        }
        if (!files->are_unchanged()) return std::nullopt;
        std::optional<engine_summary> summary = write_tables(batch);
        if (summary) files->complete(*summary);
        return summary;
    }

    const attribute_options& options_;
    const std::vector<std::string>& paths_;
    std::vector<table> tables_;
    attribution_options attribution_;
    console::compared_models compared_;
    channel_classifier classifier_;
    std::optional<csv_sink> sink_;
    std::optional<reject_log> rejects_;
    reject_tally reject_tally_;
    name_tally names_;
    ignored_columns ignored_columns_;
    console::acceptance_check accepted_;
};

// A table or the rejects must not take the place of what is read.
void check_places(const attribute_options& options, const std::vector<std::string>& paths) {
    std::vector<std::string> inputs = options.channels.files();
    inputs.insert(inputs.end(), paths.begin(), paths.end());
    for (const std::string& file : options.map.files()) inputs.push_back(file);
    std::vector<std::string> outputs;
    for (const table which : options.table_list())
        outputs.push_back(csv_path_of(options.output, which));
    outputs.push_back(options.rejects);
    console::refuse_output_clash(inputs, outputs);
}

}  // namespace

attribution_outcome attribute_files(const attribute_options& options,
                                    const std::vector<std::string>& paths) {
    check_places(options, paths);
    return attribution_run(options, paths).run();
}

}  // namespace attrib
