#include <unistd.h>

#include <algorithm>
#include <apps/attribute/attribute_files.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/output_clash.hpp>
#include <apps/console/progress.hpp>
#include <filesystem>
#include <iostream>
#include <libattrib/engine/conversion_search.hpp>
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/io/event_files.hpp>
#include <libattrib/io/picked_rows.hpp>
#include <libattrib/io/reject_log.hpp>
#include <limits>
#include <optional>

namespace attrib {
namespace {

namespace fs = std::filesystem;

// Feeds files to the engine, drawing how far it has come, until the user interrupts. `Files` has a
// position, in bytes.
template <class Files>
class watched_feed final : public event_feed {
   public:
    watched_feed(Files& files, const char* doing, std::uint64_t size)
        : files_(files), bar_(doing, console::progress_unit::bytes, size) {}

    bool read_some(event_consumer& consumer) override {
        console::throw_if_interrupted();
        const bool more = files_.read_some(consumer);
        bar_.update(files_.position());
        return more;
    }

   private:
    Files& files_;
    console::progress bar_;
};

// A line for each file that has columns which are not read.
std::string ignored_columns_of(const event_files& files) {
    std::string lines;
    for (const event_file& file : files.files())
        if (const auto& ignored = file.ignored_columns(); !ignored.empty()) {
            lines += file.path() + ": ignored columns:";
            for (const std::string& name : ignored) lines += ' ' + name;
            lines += '\n';
        }
    return lines;
}

// What changes when someone writes to a file.
struct file_state {
    std::uintmax_t size = 0;
    fs::file_time_type written;

    friend bool operator==(const file_state&, const file_state&) = default;
};

std::vector<file_state> states_of(const std::vector<std::string>& paths) {
    std::vector<file_state> states;
    states.reserve(paths.size());
    for (const std::string& path : paths)
        states.push_back({fs::file_size(path), fs::last_write_time(path)});
    return states;
}

bool are_files(const std::vector<std::string>& paths) {
    return std::ranges::all_of(paths,
                               [](const std::string& path) { return fs::is_regular_file(path); });
}

// Whether files that were read stay in the machine's memory, so that to read them again costs
// little.
bool stay_in_memory(const std::vector<std::string>& paths) {
    std::uintmax_t bytes = 0;
    for (const std::string& path : paths) bytes += fs::file_size(path);
    const auto pages = static_cast<std::uintmax_t>(::sysconf(_SC_PHYS_PAGES));
    return bytes / static_cast<std::uintmax_t>(::sysconf(_SC_PAGESIZE)) <= pages / 2;
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
          classifier_(channel_classifier::compile(options.channels.rules().value()).value()) {}

    engine_summary run() {
        std::optional<engine_summary> summary;
        if (are_files(paths_)) {  // and can be opened again
            if (takes_conversions_only() && stay_in_memory(paths_)) summary = read_converters();
            if (!summary && takes_totals_only()) summary = read_everyone(kept_columns::totals);
        }
        if (!summary) summary = read_everyone(kept_columns::all);
        if (rejects_) rejects_->commit();
        sink_->commit();
        (options_.json ? std::cerr : std::cout) << ignored_columns_;
        return *std::move(summary);
    }

   private:
    [[nodiscard]] bool takes_totals_only() const {
        return tables_ == std::vector{table::mart_channel_daily};
    }
    [[nodiscard]] bool takes_conversions_only() const {
        return std::ranges::none_of(tables_, [](table which) {
            return which == table::stg_ga4_events || which == table::int_sessions;
        });
    }

    // Opens the files, and on the first call what is written.
    std::unique_ptr<event_files> open(kept_columns kept) {
        auto files =
            event_files::open(paths_, {.reading = options_.map.reading().value(), .kept = kept})
                .value();
        if (!sink_) {
            ignored_columns_ = ignored_columns_of(*files);
            sink_.emplace(options_.output, tables_);
        }
        return files;
    }

    // A handler of rejects that begins their file anew.
    reject_handler begin_rejects() {
        if (options_.rejects.empty()) return {};
        rejects_.emplace(options_.rejects);
        return [this](const reject& refused) { rejects_->add(refused); };
    }

    [[nodiscard]] engine make_engine(kept_columns kept, std::size_t memory_bytes) const {
        return {{.attribution = attribution_,
                 .threads = options_.attribution.threads(),
                 .memory_bytes = memory_bytes,
                 .kept = kept},
                classifier_};
    }

    // Deliveries of one event that contradict each other need all columns: nothing then.
    std::optional<engine_summary> write_tables(engine& batch) {
        engine_summary summary = batch.run(*sink_);
        if (summary.undecided != 0) return std::nullopt;
        return summary;
    }

    std::optional<engine_summary> read_everyone(kept_columns kept) {
        const auto files = open(kept);
        engine batch = make_engine(kept, options_.event_memory());
        {
            watched_feed feed(*files, "reading", files->size());
            batch.read(feed, begin_rejects());
        }
        files->check_renames().value();
        return write_tables(batch);
    }

    // Who does not convert has no row in the tables of conversions: looks who does, then reads
    // their rows alone. Nothing when many do, or the files are being written to.
    std::optional<engine_summary> read_converters() {
        const std::vector<file_state> before = states_of(paths_);
        const auto files = open(kept_columns::names);
        if (!std::ranges::all_of(files->files(), &event_file::can_be_marked)) return std::nullopt;
        // Of the memory that events may take, most is for where rows lie.
        const std::size_t memory = options_.event_memory();
        files->mark_rows(memory == 0 ? std::numeric_limits<std::size_t>::max() : memory / 8 * 7);
        std::optional<conversion_search> found;
        {
            watched_feed feed(*files, "looking for conversions", files->size());
            found = find_converters(feed, conversion_names(attribution_.conversions),
                                    options_.attribution.threads(), begin_rejects());
        }
        const auto marked = files->marked();
        if (!found || !marked) return std::nullopt;
        const kept_columns kept = takes_totals_only() ? kept_columns::totals : kept_columns::all;
        const auto picked =
            picked_rows::open(paths_, {.reading = options_.map.reading().value(), .kept = kept},
                              *marked, found->converters)
                .value();
        engine batch = make_engine(kept, memory / 8);
        {
            watched_feed feed(*picked, "reading", files->size());
            batch.read(feed);
        }
        if (states_of(paths_) != before) return std::nullopt;
        std::optional<engine_summary> summary = write_tables(batch);
        if (!summary) return std::nullopt;
        summary->read = found->read;
        summary->rejected = found->rejected;
        summary->rounded = found->rounded;
        summary->is_of_converters = true;
        return summary;
    }

    const attribute_options& options_;
    const std::vector<std::string>& paths_;
    std::vector<table> tables_;
    attribution_options attribution_;
    channel_classifier classifier_;
    std::string ignored_columns_;
    std::optional<csv_sink> sink_;
    std::optional<reject_log> rejects_;
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

engine_summary attribute_files(const attribute_options& options,
                               const std::vector<std::string>& paths) {
    check_places(options, paths);
    return attribution_run(options, paths).run();
}

}  // namespace attrib
