#include <fmt/format.h>

#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/ledger_merge.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <libattrib/sql_models/follow_tables.hpp>

namespace attrib {
namespace {

constexpr std::chrono::milliseconds look_in_any_case{1000};
constexpr std::uint64_t steps_that_may_wait = 4;

// How many rows a rebuild takes in while a refresh takes one: seven, but it needs more of the disk.
constexpr std::uint64_t rebuilt_a_refreshed_row = 5;

// Why the tables would be rebuilt.
enum class rebuild_need : std::uint8_t { none, faster, required };

// What outlives a connection.
struct follow_state {
    explicit follow_state(const retry_policy& how) : work(how), rebuilds(how), hidden(how) {}

    attempts work;              // of everything that the tables cannot be kept right without
    attempts rebuilds;          // of those that only save time
    attempts hidden;            // to see all rows of a batch
    bool has_followed = false;  // the tables were ours once
};

class follower {
   public:
    follower(const follow_options& options, const channel_classifier& classifier,
             follow_state& state)
        : options_(options), classifier_(classifier), state_(state), on_(options.database) {}

    void run() {
        on_.run("listen " + std::string(ingest_channel));
        if (options_.by_sql) return follow_by_sql();
        refresher refresh(on_, options_.attribution, classifier_);
        bool is_step_full = true;
        while (!options_.how.is_interrupted()) {
            if (is_step_full || state_.rebuilds.is_failing()) rebuild_if_needed();
            state_.has_followed = true;
            const auto done = refresh.take_waiting(options_.rows_a_step);
            state_.work.succeeded();
            look_for_hidden_rows(refresh.hidden_batch());
            if (done) tell(*done);
            if (done) merger_.taken_in(on_, done->batches);
            // That was all, unless the step was full: whoever commits more says so.
            is_step_full = done && done->rows >= options_.rows_a_step;
            if (!is_step_full) on_.wait_for_notices(look_in_any_case);
        }
    }

   private:
    void follow_by_sql() {
        while (!options_.how.is_interrupted()) {
            if (waiting_batches(on_) != 0 || !state_.has_followed) refresh_by_sql();
            state_.work.succeeded();
            on_.wait_for_notices(look_in_any_case);
        }
    }

    void refresh_by_sql() {
        refresh_summary done;
        done.batches = static_cast<std::uint64_t>(waiting_batches(on_));
        sql_options how{.database = options_.database,
                        .attribution = options_.attribution,
                        .rules = options_.rules,
                        .select = {},
                        .interrupt = options_.how.interrupt,
                        .on_message = options_.how.on_message};
        rebuild_by_sql(how);
        state_.has_followed = true;
        if (options_.on_refresh) options_.on_refresh(done);
    }

    // A batch that some node does not show yet is there within milliseconds, as a rule.
    void look_for_hidden_rows(std::optional<std::int64_t> batch) {
        const auto now = std::chrono::steady_clock::now();
        if (batch != hidden_batch_) hidden_since_ = now;
        hidden_batch_ = batch;
        if (!batch) return state_.hidden.succeeded();
        if (now - hidden_since_ < look_in_any_case || !state_.hidden.is_due()) return;
        state_.hidden.failed(failure_kind::transient,
                             fmt::format("not all nodes of the cluster show what was committed, so "
                                         "batch {} waits; their transactions are recovered",
                                         *batch));
        recover_transactions(on_);
    }

    void tell(const refresh_summary& done) const {
        if (done.users_set_aside + done.batches_set_aside != 0)
            say(fmt::format("set aside {} users and {} batches that the database refuses: {}",
                            done.users_set_aside, done.batches_set_aside, text_of(done.why)));
        if (options_.on_refresh) options_.on_refresh(done);
    }

    // Nobody is named: a log is not searched when people are forgotten.
    void say(const std::string& what) const {
        if (options_.how.on_message)
            options_.how.on_message(what + "; attrib-model quarantine lists them");
    }

    [[nodiscard]] rebuild_need need() {
        const auto state = read_state(on_);
        if (!state) return rebuild_need::required;
        // Whoever made them with other settings since wants them so: the refresh says it.
        if (state->settings != settings_text(options_.attribution, options_.rules))
            return state_.has_followed ? rebuild_need::none : rebuild_need::required;
        const query_result rows = on_.run(
            "select coalesce(sum(rows) filter (where not in_marts), 0)::bigint, "
            "coalesce(sum(rows), 0)::bigint from ingest_batches");
        const auto waiting = static_cast<std::uint64_t>(rows.integer(0, 0));
        const auto all = static_cast<std::uint64_t>(rows.integer(0, 1));
        const bool is_faster = waiting > steps_that_may_wait * options_.rows_a_step &&
                               waiting * rebuilt_a_refreshed_row > all;
        return is_faster ? rebuild_need::faster : rebuild_need::none;
    }

    // A rebuild that would only save time may fail: the refreshes do its work meanwhile.
    void rebuild_if_needed() {
        if (state_.rebuilds.is_failing() && !state_.rebuilds.is_due()) return;
        const rebuild_need why = need();
        try {
            if (why != rebuild_need::none) rebuild();
            state_.rebuilds.succeeded();
        } catch (const failure& failed) {
            if (why == rebuild_need::required || kind_of(failed) == failure_kind::caller) throw;
            state_.rebuilds.failed(kind_of(failed), failed.what());
        }
    }

    void rebuild() {
        rebuild_options how;
        how.database = options_.database;
        how.engine = {options_.attribution, options_.threads};
        how.interrupt = options_.how.interrupt;
        how.on_message = options_.how.on_message;
        how.on_set_aside = [this](const std::vector<refused_user>& users) {
            say(fmt::format("the rebuild set aside {} users whose rows the database refuses: {}",
                            users.size(), text_of(users.back().why)));
        };
        rebuild_tables(how, classifier_);
    }

    const follow_options& options_;
    const channel_classifier& classifier_;
    follow_state& state_;
    connection on_;
    ledger_merger merger_;
    std::optional<std::int64_t> hidden_batch_;  // the first of the last step, if any
    std::chrono::steady_clock::time_point hidden_since_;
};

}  // namespace

void follow_tables(const follow_options& options) {
    const auto classifier = channel_classifier::compile(options.rules).value();
    follow_state state(options.how);
    do {
        try {
            return follower(options, classifier, state).run();
        } catch (const failure& failed) {
            if (failed.code() == errc::interrupted) return;
            if (kind_of(failed) == failure_kind::caller) throw;
            state.work.failed(kind_of(failed), failed.what());
        } catch (const std::exception& failed) {  // out of memory, say
            state.work.failed(failure_kind::transient, failed.what());
        }
    } while (state.work.wait());
}

}  // namespace attrib
