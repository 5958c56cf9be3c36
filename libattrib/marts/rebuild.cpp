#include <libattrib/marts/rebuild.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/threads.hpp>
#include <libattrib/dbt/table_views.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/marts/copy_sink.hpp>
#include <libattrib/marts/hidden_rows.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/quarantine.hpp>
#include <libattrib/marts/raw_events.hpp>
#include <libattrib/marts/refused_users.hpp>
#include <libattrib/marts/shard_fill.hpp>
#include <libattrib/marts/table_change.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
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

// What a rebuild leaves out, because the database refuses it.
struct left_out {
    set_aside without;
    std::vector<refused_user> refused;  // found by this rebuild
    bool are_known_out = false;         // the quarantine was not tried again
};

void update_quarantine(connection& on, const left_out& out) {
    if (!out.are_known_out) empty_quarantine(on);
    set_users_aside(on, std::nullopt, out.refused);
}

// Shows the new tables to everyone; false when others are in the way for the moment.
bool try_swap(connection& on, const ledger_snapshot& snapshot, const model_state& state,
              const left_out& out, std::span<const view_text> views, std::size_t failed_tries) {
    transaction swap(on);
    try {
        outlast_autovacuum(on, stored_tables, failed_tries);
        swap_in(on);
        make_views(on, views);
    } catch (const failure& failed) {
        if (failed.code() == errc::database_busy) return false;
        throw;
    }
    mark_taken(on, snapshot.waiting);
    update_quarantine(on, out);
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

// Of a cluster: the tables from its nodes; nothing where they must come through the coordinator.
std::optional<engine_summary> fill_from_shards(const rebuild_options& options,
                                               const channel_classifier& classifier,
                                               const std::string& schema, const set_aside& without,
                                               ledger_snapshot& snapshot,
                                               std::span<const table> tables) {
    connection on(options.database);
    if (!is_distributed(on)) return std::nullopt;
    begin(rebuild_phase::reading, options);
    {
        on.interrupt_by(options.interrupt);
        transaction view(on, "isolation level repeatable read, read only");
        snapshot = take_snapshot(on);
        await_hidden_rows(on, options.database, {options.interrupt, options.on_message});
        view.commit();
    }
    return fill_shards({options, classifier, schema, without, tables, snapshot.rows});
}

// The events of one moment, into `batch`; `snapshot` says of which.
void read_raw(const rebuild_options& options, const set_aside& without, engine& batch,
              ledger_snapshot& snapshot) {
    begin(rebuild_phase::reading, options);
    connection reading(options.database);
    reading.interrupt_by(options.interrupt);
    transaction view(reading, "isolation level repeatable read, read only");
    snapshot = take_snapshot(reading);
    await_hidden_rows(reading, options.database, {options.interrupt, options.on_message});
    {
        raw_events events(reading, options.database, options.engine.threads, without);
        watched_feed feed(events, options, snapshot.rows);
        batch.read(feed);
    }
    view.commit();
}

engine_summary fill_from_rows(const rebuild_options& options, const channel_classifier& classifier,
                              const std::string& schema, const set_aside& without,
                              ledger_snapshot& snapshot, std::span<const table> tables) {
    engine batch(options.engine, classifier);
    read_raw(options, without, batch, snapshot);
    begin(rebuild_phase::writing, options);
    copy_sink sink(options.database, schema, options.interrupt, tables);
    engine_summary summary = batch.run(sink);
    begin(rebuild_phase::indexing, options);
    run_on_threads(2, [&](unsigned index) {
        if (index == 0) return sink.finish();
        connection raw(options.database);
        raw.interrupt_by(options.interrupt);
        find_bulk_pages(raw);
    });
    return summary;
}

// Fills `<schema>.<table>__next` from the raw events of one moment; `snapshot` says of which.
engine_summary fill_tables(const rebuild_options& options, const channel_classifier& classifier,
                           const std::string& schema, const set_aside& without,
                           ledger_snapshot& snapshot,
                           std::span<const table> tables = stored_tables) {
    auto summary = fill_from_shards(options, classifier, schema, without, snapshot, tables);
    if (!summary) summary = fill_from_rows(options, classifier, schema, without, snapshot, tables);
    summary->read += snapshot.rejected;
    summary->rejected += snapshot.rejected;
    return *summary;
}

// Adds those whose rows are refused; false if only those already left out are.
bool find_refused(const rebuild_options& options, const channel_classifier& classifier,
                  left_out& out) {
    engine batch(options.engine, classifier);
    ledger_snapshot snapshot;
    read_raw(options, out.without, batch, snapshot);
    begin(rebuild_phase::writing, options);
    refused_users finder(options.database, options.interrupt);
    batch.run(finder);
    const std::vector<refused_user> found = finder.found();
    for (const refused_user& each : found) out.without.users.insert(each.user_pseudo_id);
    out.refused.insert(out.refused.end(), found.begin(), found.end());
    return !found.empty();
}

// The same where not even the events can be read.
bool is_more_refused(const rebuild_options& options, const channel_classifier& classifier,
                     left_out& out) {
    try {
        return find_refused(options, classifier, out);
    } catch (const failure& failed) {
        if (kind_of(failed) != failure_kind::data) throw;
        return false;
    }
}

// False when there is nothing in quarantine.
bool leave_known_out(const rebuild_options& options, left_out& out) {
    connection on(options.database);
    const set_aside known = what_is_set_aside(on);
    out.without.users.insert(known.users.begin(), known.users.end());
    out.without.batches = known.batches;
    out.are_known_out = true;
    return !known.empty();
}

// Everybody is tried, those in quarantine, too; after a refusal, who is to blame is left out, and
// after that what the quarantine holds.
engine_summary fill_but_refused(const rebuild_options& options,
                                const channel_classifier& classifier, const std::string& schema,
                                left_out& out, ledger_snapshot& snapshot) {
    constexpr int most_searches = 3;
    for (int search = 0;; ++search) {
        try {
            return fill_tables(options, classifier, schema, out.without, snapshot);
        } catch (const failure& failed) {
            if (kind_of(failed) != failure_kind::data || search > most_searches) throw;
            if (search < most_searches && is_more_refused(options, classifier, out)) continue;
            if (out.are_known_out || !leave_known_out(options, out)) throw;
        }
    }
}

// After a failure; where the server or a node is gone, too, the next rebuild drops them. What is
// dropped on the coordinator before a node has committed its creation would stay on that node.
void drop_new_tables(const std::string& database) noexcept {
    try {
        connection on(database);
        recover_transactions(on);
        if (has_unfinished_commits(on)) return;
        for (const table which : stored_tables)
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
    require_rebuild_rights(guard);
    const advisory_lock lock(guard, lock_purpose::rebuild);
    try {
        ledger_snapshot snapshot;
        left_out out;
        engine_summary summary =
            fill_but_refused(options, classifier, guard.schema(), out, snapshot);
        const model_state state{
            "cpp", settings_text(options.engine.attribution, classifier.rules()), {}};
        begin(rebuild_phase::swapping, options);
        const std::vector<view_text> views =
            views_of_tables(guard.schema(), options.engine.attribution, classifier.rules());
        for (std::size_t tries = 0; !try_swap(guard, snapshot, state, out, views, tries); ++tries)
            throw_if_interrupted(options);
        recover_transactions(guard);  // a node that still has the old tables
        if (options.on_set_aside && !out.refused.empty()) options.on_set_aside(out.refused);
        return summary;
    } catch (...) {
        drop_new_tables(options.database);
        throw;
    }
}

engine_summary make_tables(const rebuild_options& options, const channel_classifier& classifier,
                           const std::string& schema) {
    connection on(options.database);
    ledger_snapshot snapshot;
    return fill_tables(options, classifier, schema, what_is_set_aside(on), snapshot,
                       database_tables);
}

}  // namespace attrib
