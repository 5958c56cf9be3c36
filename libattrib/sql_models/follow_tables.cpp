#include <fmt/format.h>

#include <libattrib/postgres/ledger.hpp>
#include <libattrib/postgres/model_state.hpp>
#include <libattrib/postgres/rebuild.hpp>
#include <libattrib/sql_models/follow_tables.hpp>

namespace attrib {
namespace {

constexpr std::chrono::milliseconds look_in_any_case{1000};
constexpr std::uint64_t steps_that_may_wait = 4;

// How many rows a rebuild takes in while a refresh takes one: seven, but it needs more of the disk.
constexpr std::uint64_t rebuilt_a_refreshed_row = 5;

class follower {
   public:
    follower(const follow_options& options, const channel_classifier& classifier)
        : options_(options), classifier_(classifier), on_(options.database) {}

    void run() {
        on_.run("listen " + std::string(ingest_channel));
        if (options_.by_sql) {
            while (!options_.how.is_interrupted()) {
                if (waiting_batches(on_) != 0 || is_first_) refresh_by_sql();
                on_.wait_for_notices(look_in_any_case);
            }
            return;
        }
        refresher refresh(on_, options_.attribution, classifier_);
        rebuild_if_needed();
        while (!options_.how.is_interrupted()) {
            const auto done = refresh.take_waiting(options_.rows_a_step);
            if (!done) {
                on_.wait_for_notices(look_in_any_case);
                continue;
            }
            if (options_.on_refresh) options_.on_refresh(*done);
            // That was all, unless the step was full: whoever commits more says so.
            if (done->rows >= options_.rows_a_step)
                rebuild_if_needed();
            else
                on_.wait_for_notices(look_in_any_case);
        }
    }

   private:
    void refresh_by_sql() {
        refresh_summary done;
        done.batches = static_cast<std::uint64_t>(waiting_batches(on_));
        sql_options how{.database = options_.database,
                        .attribution = options_.attribution,
                        .rules = options_.rules,
                        .select = {},
                        .interrupt = options_.how.interrupt};
        rebuild_by_sql(how);
        is_first_ = false;
        if (options_.on_refresh) options_.on_refresh(done);
    }

    [[nodiscard]] bool is_rebuild_needed() {
        const auto state = read_state(on_);
        if (!state || state->settings != settings_text(options_.attribution, options_.rules))
            return true;
        const query_result rows = on_.run(
            "select coalesce(sum(rows) filter (where not in_marts), 0)::bigint, "
            "coalesce(sum(rows), 0)::bigint from ingest_batches");
        const auto waiting = static_cast<std::uint64_t>(rows.integer(0, 0));
        const auto all = static_cast<std::uint64_t>(rows.integer(0, 1));
        return waiting > steps_that_may_wait * options_.rows_a_step &&
               waiting * rebuilt_a_refreshed_row > all;
    }

    void rebuild_if_needed() {
        if (!is_rebuild_needed()) return;
        rebuild_options how;
        how.database = options_.database;
        how.engine = {options_.attribution, options_.threads};
        how.interrupt = options_.how.interrupt;
        rebuild_tables(how, classifier_);
    }

    const follow_options& options_;
    const channel_classifier& classifier_;
    connection on_;
    bool is_first_ = true;
};

}  // namespace

void follow_tables(const follow_options& options) {
    const auto classifier = channel_classifier::compile(options.rules).value();
    while_server_returns(options.how, [&](const std::function<void()>& connected) {
        follower now(options, classifier);
        connected();
        try {
            now.run();
        } catch (const failure& failed) {  // in the middle of a rebuild: the end that was wanted
            if (failed.code() != errc::interrupted) throw;
        }
    });
}

}  // namespace attrib
