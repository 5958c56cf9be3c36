#include <apps/attribute/attribute_paths.hpp>
#include <apps/attribute/path_tables.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/output_clash.hpp>
#include <apps/console/progress.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/io/output_file.hpp>
#include <libattrib/io/path_file.hpp>
#include <libattrib/io/reject_log.hpp>
#include <mutex>
#include <optional>

namespace attrib {
namespace {

// Rejects of all threads.
class shared_rejects {
   public:
    shared_rejects(reject_tally& tally, const std::string& path) : tally_(tally) {
        if (!path.empty()) log_.emplace(path);
    }

    void add(const reject& refused) {
        const std::scoped_lock lock(mutex_);
        tally_.add(refused);
        if (log_) log_->add(refused);
    }
    void commit() {
        if (log_) log_->commit();
    }

   private:
    std::mutex mutex_;
    reject_tally& tally_;
    std::optional<reject_log> log_;
};

// Paths of one thread to its collector.
class collecting_consumer final : public path_consumer {
   public:
    collecting_consumer(path_collector& collector, shared_rejects& rejects)
        : collector_(collector), rejects_(rejects) {}

    void accept(const path_row& taken) override { collector_.add(taken); }
    void refuse(const reject& refused) override { rejects_.add(refused); }

   private:
    path_collector& collector_;
    shared_rejects& rejects_;
};

void read_all(path_files& files, std::vector<path_collector>& collected, shared_rejects& rejects) {
    console::progress bar("reading", console::progress_unit::bytes, files.size());
    run_on_threads(static_cast<unsigned>(collected.size()), [&](unsigned i) {
        collecting_consumer consumer(collected[i], rejects);
        event_chunk chunk;
        while (const path_file* const file = files.next(chunk)) {
            console::throw_if_interrupted();
            const row_counts counts = file->parse(chunk, consumer);
            files.give_back(*file, std::move(chunk), counts);
            bar.update(files.position());
        }
    });
}

// Tables that take their places together.
class table_files {
   public:
    explicit table_files(const std::string& folder) {
        if (folder.empty()) return;
        make_output_folder(folder);
        credit_.emplace(folder + path_credit_file);
        effects_.emplace(folder + path_effects_file);
    }

    void write(const path_report& report) {
        if (!credit_) return;
        credit_->write(credit_table_of(report));
        effects_->write(effects_table_of(report));
        credit_->commit();
        effects_->commit();
    }

   private:
    std::optional<output_file> credit_;
    std::optional<output_file> effects_;
};

void check_path_places(const attribute_options& options, const std::vector<std::string>& paths) {
    std::vector<std::string> outputs{options.rejects};
    if (!options.output.empty()) {
        outputs.push_back(options.output + path_credit_file);
        outputs.push_back(options.output + path_effects_file);
    }
    std::vector<std::string> inputs = paths;
    for (const std::string& file : options.attribution.files()) inputs.push_back(file);
    console::refuse_output_clash(inputs, outputs);
}

}  // namespace

path_outcome attribute_path_files(const attribute_options& options,
                                  const std::vector<std::string>& paths) {
    check_path_places(options, paths);
    const path_question asked = options.paths.question(options.attribution);
    path_files files(
        open_path_files(paths, options.paths.file_options(options.map.reading().value())).value());
    path_outcome out;
    out.order = asked.order;
    shared_rejects rejects(out.rejects, options.rejects);
    table_files tables(options.output);
    dictionary channels;
    std::vector<path_collector> collected(options.attribution.threads(),
                                          path_collector(channels, asked));
    read_all(files, collected, rejects);
    for (std::size_t i = 0; i < files.counts().size(); ++i) {
        const row_counts& counts = files.counts()[i];
        out.counts += counts;
        out.accepted.add(files.files()[i].path(), counts.read, counts.accepted);
    }
    out.report = attribute_paths(channels, collected, asked).value();
    rejects.commit();
    if (out.accepted.is_passed()) tables.write(out.report);
    return out;
}

}  // namespace attrib
