#include <fmt/format.h>

#include <libattrib/core/array_text.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/refresh_minutes.hpp>
#include <libattrib/marts/refresh_step.hpp>
#include <libattrib/marts/table_change.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>

namespace attrib {

std::string json_of(const refresh_summary& done) {
    const auto day = [&](calendar_day day_range::*which) {
        return done.daily_days ? '"' + to_string(*done.daily_days.*which) + '"'
                               : std::string("null");
    };
    return fmt::format(
        R"({{"batches":{},"rows":{},"events":{},"users":{},"whole_users":{},"conversions":{},)"
        R"("from":{},"to":{}}})",
        done.batches, done.rows, done.events, done.users, done.whole_users, done.conversions,
        day(&day_range::first), day(&day_range::last));
}

refresher::refresher(connection& on, const attribution_options& options,
                     const channel_classifier& classifier)
    : on_(on),
      options_(options),
      classifier_(classifier),
      touches_(paid_channels(classifier.rules())),
      settings_(settings_text(options, classifier.rules())) {
    // Plans are made once, when the tables may still be empty: all must go by the indexes.
    on_.run(
        "set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off; "
        "set jit = off; set max_parallel_workers_per_gather = 0");
    // Citus plans by the values that it is asked for. Elsewhere losing the last steps with the
    // server's machine is no loss, as the batches are unmarked, too; workers would keep their part.
    on_.run(on_.is_cluster()
                ? "set plan_cache_mode = force_custom_plan"
                : "set plan_cache_mode = force_generic_plan; set synchronous_commit = off");
}

std::optional<refresh_summary> refresher::take_waiting(std::uint64_t max_rows) {
    std::vector<waiting_batch> waiting;
    hidden_batch_.reset();
    try {
        transaction work(on_);
        lock_until_commit(on_, lock_purpose::rebuild);
        waiting = find_waiting(on_, max_rows);
        if (waiting.empty()) return std::nullopt;
        auto done = take(waiting);
        if (done) work.commit();
        return done;
    } catch (const failure& failed) {
        if (waiting.empty() || kind_of(failed) != failure_kind::data) throw;
    }
    return take_apart(std::move(waiting));
}

void refresher::check_tables() { are_by_sql_ = require_tables(on_, settings_).engine != "cpp"; }

void refresher::compute(std::span<pending_user> users, refresh_summary& done) {
    refresh_step(on_, options_, classifier_, touches_, users).run(done);
}

// All of some batches, in the transaction there is.
std::optional<refresh_summary> refresher::take(const std::vector<waiting_batch>& waiting) {
    check_tables();
    // Rows of an earlier refresh may be hidden, too.
    if (has_unfinished_commits(on_)) {
        hidden_batch_ = waiting.front().batch_id;
        return std::nullopt;
    }
    pending_batches pending(on_, waiting, classifier_);
    hidden_batch_ = pending.hidden_batch();
    if (pending.batches().empty()) return std::nullopt;
    refresh_summary done;
    done.batches = pending.batches().size();
    done.rows = pending.rows();
    if (done.rows != 0) compute(pending.users(), done);
    finish(pending.batches(), done, false);
    return done;
}

// Marks the batches and tells what changed.
void refresher::finish(const std::vector<std::int64_t>& batches, const refresh_summary& done,
                       bool is_everything) {
    prepare_on_nodes(on_, std::string(name_of(table::int_sessions)));
    const query_result marked = on_.run_prepared(
        "with marked as (update ingest_batches set in_marts = true where batch_id = "
        "any($1::bigint[]) and not in_marts returning rejected, loaded_at) select "
        "coalesce(sum(rejected), 0)::bigint, coalesce(greatest(max(extract(epoch from "
        "clock_timestamp() - loaded_at)), 0) * 1000, 0)::bigint from marked",
        {array_text(batches)});
    // SQL's own tables lack these batches now, so that it must rebuild everything next time.
    if (are_by_sql_) write_state(on_, {"cpp", settings_, {}});
    const auto rejects = static_cast<std::uint64_t>(marked.integer(0, 0));
    count_minute(on_, {.events = done.events,
                       .conversions = done.conversions - done.moved_conversions,
                       .rejects = rejects,
                       .late_events = done.late_events,
                       .moved_conversions = done.moved_conversions,
                       .lag_ms = static_cast<std::uint64_t>(marked.integer(0, 1))});
    table_change change{.is_everything = is_everything,
                        .moves_credits = is_everything || done.moves_credits,
                        .rows = done.rows,
                        .rejects = rejects,
                        .batch_ids = batches};
    if (done.daily_days) {
        change.first_day = done.daily_days->first;
        change.last_day = done.daily_days->last;
    }
    if (done.journey_days) {
        change.first_journey_day = done.journey_days->first;
        change.last_journey_day = done.journey_days->last;
    }
    if (done.session_days) {
        change.first_session_day = done.session_days->first;
        change.last_session_day = done.session_days->last;
    }
    announce(on_, std::move(change));
}

}  // namespace attrib
