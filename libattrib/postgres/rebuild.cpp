#include <libattrib/postgres/rebuild.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/threads.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_sink.hpp>
#include <libattrib/postgres/ledger.hpp>
#include <libattrib/postgres/model_state.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <libattrib/postgres/raw_events.hpp>
#include <libattrib/postgres/table_change.hpp>
#include <libattrib/postgres/table_layout.hpp>
#include <span>
#include <vector>

namespace attrib {
namespace {

// What the ledger says of the batches that one transaction sees.
struct ledger_snapshot {
    std::vector<std::int64_t> waiting;  // batches that the tables lack
    std::uint64_t rows = 0;
    std::uint64_t rejected = 0;
};

ledger_snapshot take_snapshot(connection& on) {
    ledger_snapshot taken;
    const query_result totals = on.run(
        "select coalesce(sum(rows), 0)::bigint, coalesce(sum(rejected), 0)::bigint from "
        "ingest_batches");
    taken.rows = static_cast<std::uint64_t>(totals.integer(0, 0));
    taken.rejected = static_cast<std::uint64_t>(totals.integer(0, 1));
    const std::string ids =
        on.rows_prepared("select batch_id from ingest_batches where not in_marts");
    for (copy_decoder row(ids); row.next_row(1);) taken.waiting.push_back(row.integer());
    return taken;
}

// Some at a time: a load brings batches without number.
void mark_taken(connection& on, std::span<const std::int64_t> waiting) {
    constexpr std::size_t most_at_once = 100'000;
    while (!waiting.empty()) {
        const auto some = waiting.first(std::min(most_at_once, waiting.size()));
        parameter_array ids(element_type::bigint);
        for (const std::int64_t id : some) ids.add().integer(id);
        on.run_prepared(
            "update ingest_batches set in_marts = true where not in_marts and batch_id = "
            "any($1::bigint[])",
            binary_parameters{{ids.binary()}});
        waiting = waiting.subspan(some.size());
    }
}

void throw_if_interrupted(const rebuild_options& options) {
    if (options.interrupt != nullptr && *options.interrupt)
        throw failure(errc::interrupted, "interrupted; the tables are as they were");
}

void begin(rebuild_phase phase, const rebuild_options& options) {
    if (options.on_phase) options.on_phase(phase);
    throw_if_interrupted(options);
}

// Shows the new tables to everyone; false when readers are in the way for the moment.
bool try_swap(connection& on, const ledger_snapshot& snapshot, const model_state& state) {
    transaction swap(on);
    try {
        swap_in(on);
    } catch (const failure& failed) {
        if (failed.code() == errc::database_busy) return false;
        throw;
    }
    mark_taken(on, snapshot.waiting);
    write_state(on, state);
    announce(on, {.is_everything = true, .moves_credits = true});
    swap.commit();
    return true;
}

// Counts for the progress bar, and asks whether to stop.
class watched_feed final : public event_feed {
   public:
    watched_feed(event_feed& feed, const rebuild_options& options, std::uint64_t total)
        : feed_(feed), options_(options), total_(total) {}

    bool read_some(event_consumer& consumer) override {
        throw_if_interrupted(options_);
        passing_consumer counting(consumer);
        const bool more = feed_.read_some(counting);
        done_ += counting.count;
        if (options_.on_progress) options_.on_progress(done_, total_);
        return more;
    }

   private:
    struct passing_consumer final : event_consumer {
        explicit passing_consumer(event_consumer& taker) : to(taker) {}
        void accept(const event& taken) override {
            ++count;
            to.accept(taken);
        }
        void refuse(const reject& refused) override { to.refuse(refused); }

        event_consumer& to;
        std::uint64_t count = 0;
    };

    event_feed& feed_;
    const rebuild_options& options_;
    std::uint64_t total_;
    std::atomic<std::uint64_t> done_{0};
};

// Fills `<schema>.<table>__next` from the raw events of one moment; `snapshot` says of which.
engine_summary fill_tables(const rebuild_options& options, const channel_classifier& classifier,
                           const std::string& schema, ledger_snapshot& snapshot) {
    begin(rebuild_phase::reading, options);
    connection reading(options.database);
    reading.interrupt_by(options.interrupt);
    transaction view(reading, "isolation level repeatable read, read only");
    snapshot = take_snapshot(reading);
    engine batch(options.engine, classifier);
    {
        raw_events events(reading, options.database, options.engine.threads);
        watched_feed feed(events, options, snapshot.rows);
        batch.read(feed);
    }
    view.commit();
    begin(rebuild_phase::writing, options);
    copy_sink sink(options.database, schema, options.interrupt);
    engine_summary summary = batch.run(sink);
    begin(rebuild_phase::indexing, options);
    run_on_threads(2, [&](unsigned index) {
        if (index == 0) return sink.finish();
        connection raw(options.database);
        raw.interrupt_by(options.interrupt);
        find_bulk_pages(raw);
    });
    summary.read += snapshot.rejected;
    summary.rejected += snapshot.rejected;
    return summary;
}

// After a failure; where the server is gone, too, the next rebuild drops them.
void drop_new_tables(const std::string& database) noexcept {
    try {
        connection on(database);
        for (const table which : all_tables)
            on.run(fmt::format("drop table if exists {}.{}__next", on.schema(), name_of(which)));
    } catch (const failure&) {
        return;
    }
}

}  // namespace

engine_summary rebuild_tables(const rebuild_options& options,
                              const channel_classifier& classifier) {
    connection guard(options.database);
    guard.interrupt_by(options.interrupt);
    const advisory_lock lock(guard, lock_purpose::rebuild);
    try {
        ledger_snapshot snapshot;
        engine_summary summary = fill_tables(options, classifier, guard.schema(), snapshot);
        const model_state state{
            "cpp", settings_text(options.engine.attribution, classifier.rules()), {}};
        begin(rebuild_phase::swapping, options);
        while (!try_swap(guard, snapshot, state)) throw_if_interrupted(options);
        return summary;
    } catch (...) {
        drop_new_tables(options.database);
        throw;
    }
}

engine_summary make_tables(const rebuild_options& options, const channel_classifier& classifier,
                           const std::string& schema) {
    ledger_snapshot snapshot;
    return fill_tables(options, classifier, schema, snapshot);
}

}  // namespace attrib
