#include <libattrib/engine/engine.hpp>

#include <algorithm>
#include <atomic>
#include <libattrib/attribution/markov_rows.hpp>
#include <libattrib/core/ordered_output.hpp>
#include <libattrib/engine/user_grouper.hpp>
#include <libattrib/engine/user_runs.hpp>
#include <libattrib/engine/user_worker.hpp>
#include <limits>
#include <mutex>
#include <utility>

namespace attrib {
namespace {

constexpr std::size_t deliveries_a_piece = 8192;
constexpr std::size_t pieces_ahead = 64;

// What one thread reads from a feed.
class store_consumer final : public counting_consumer {
   public:
    store_consumer(event_writer& writer, std::mutex& mutex, const reject_handler& on_reject)
        : counting_consumer(mutex, on_reject), writer_(writer) {}

    void accept(const event& taken) override {
        writer_.add(taken);
        count_accepted(taken);
    }

   private:
    event_writer& writer_;
};

// Users in order lie far apart: has their events brought near by the time that they are asked for,
// of many the first; sooner, what says where they are. Part of its caller: g++ 12 takes calls of a
// function that only fetches for ones without effect, and leaves them out.
__attribute__((always_inline)) inline void fetch_ahead(std::span<const stored_user> users,
                                                       std::size_t place) noexcept {
    constexpr std::size_t line_bytes = 64;
    constexpr std::size_t max_bytes = 2048;
    constexpr std::size_t users_ahead = 2;
    if (place + 2 * users_ahead < users.size()) {
        __builtin_prefetch(users[place + 2 * users_ahead].events.data());
        __builtin_prefetch(users[place + 2 * users_ahead].user_pseudo_id.data());
    }
    if (place + users_ahead >= users.size()) return;
    const stored_block& block = users[place + users_ahead].events.front();
    for (std::size_t at = 0; at < std::min(block.size(), max_bytes); at += line_bytes)
        __builtin_prefetch(block.data() + at);
}

// Cuts users into pieces of some thousand deliveries; returns where each begins, and the end.
std::vector<std::size_t> cut(std::span<const stored_user> users) {
    std::vector<std::size_t> begins{0};
    std::size_t deliveries = 0;
    for (std::size_t i = 0; i < users.size(); ++i) {
        deliveries += users[i].deliveries;
        if (deliveries < deliveries_a_piece && i + 1 < users.size()) continue;
        begins.push_back(i + 1);
        deliveries = 0;
    }
    return begins;
}

// Pieces whose rows are written, for their memory.
class spare_pieces {
   public:
    table_pieces take() {
        const std::scoped_lock lock(mutex_);
        if (spare_.empty()) return {};
        table_pieces taken = std::move(spare_.back());
        spare_.pop_back();
        return taken;
    }
    void give(table_pieces&& written) {
        for (std::string& each : written) each.clear();
        const std::scoped_lock lock(mutex_);
        spare_.push_back(std::move(written));
    }

   private:
    std::mutex mutex_;
    std::vector<table_pieces> spare_;
};

bool takes_user_rows(const table_sink& sink) noexcept {
    return std::ranges::any_of(all_tables,
                               [&](table which) { return is_by_user(which) && sink.takes(which); });
}

error too_many_paths() {
    return {errc::too_large,
            "mart_paths: so many different paths take more memory than they may; give more "
            "(--memory), shorten --lookback-days, or leave the table out"};
}

std::size_t most_path_bytes(const engine_options& options) noexcept {
    return options.path_bytes == 0 ? std::numeric_limits<std::size_t>::max() : options.path_bytes;
}

}  // namespace

struct engine::state {
    state(const engine_options& given, const channel_classifier& classifier)
        : options(given),
          conversions(given.attribution.conversions),
          touches(paid_channels(classifier.rules())),
          store(given.threads, classifier, conversions, given.kept, given.memory_bytes),
          paths(most_path_bytes(given), too_many_paths()) {}

    engine_options options;
    conversion_names conversions;
    touch_classifier touches;
    event_store store;
    shared_path_table paths;
    engine_summary summary;

    void count_users(std::vector<user_worker>& workers);
    void write_users(std::vector<user_worker>& workers, table_sink& sink);
    void spool_users(std::vector<user_worker>& workers, table_sink& sink);
    void compute(std::span<const stored_user> users, std::vector<user_worker>& workers,
                 table_sink& sink) const;
    void finish(std::vector<user_worker>& workers, table_sink& sink);
    void sum_up(std::vector<user_worker>& workers, const table_sink& sink);
    void write_summed(table which, table_sink& sink) const;
    void write_paths(table_sink& sink) const;
};

engine::engine(const engine_options& options, const channel_classifier& classifier)
    : state_(std::make_unique<state>(options, classifier)) {}
engine::engine(engine&&) noexcept = default;
engine& engine::operator=(engine&&) noexcept = default;
engine::~engine() = default;

void engine::read(event_feed& feed, const reject_handler& on_reject) {
    std::mutex mutex;
    run_on_threads(state_->options.threads, [&](unsigned index) {
        store_consumer consumer(state_->store.writer(index), mutex, on_reject);
        while (feed.read_some(consumer)) {
        }
        const std::scoped_lock lock(mutex);
        state_->summary.read += consumer.read();
        state_->summary.rejected += consumer.rejected();
        state_->summary.rounded += consumer.rounded();
    });
}

engine_summary engine::run(table_sink& sink) {
    std::vector<user_worker> workers;
    workers.reserve(state_->options.threads);
    for (unsigned i = 0; i < state_->options.threads; ++i)
        workers.emplace_back(state_->options.attribution, state_->touches, state_->store, sink,
                             state_->paths);
    if (!takes_user_rows(sink))
        state_->count_users(workers);
    else if (state_->store.has_spilled())
        state_->spool_users(workers, sink);
    else
        state_->write_users(workers, sink);
    state_->finish(workers, sink);
    return std::move(state_->summary);
}

// Without rows by user their order does not matter, and one partition's users need not outlive it.
void engine::state::count_users(std::vector<user_worker>& workers) {
    std::atomic<std::size_t> next{0};
    run_on_threads(options.threads, [&](unsigned index) {
        user_grouper grouper(store);
        user_group group;
        table_pieces none;
        for (std::size_t i = next++; i < event_store::partition_count; i = next++) {
            grouper.group(i, group);
            for (const stored_user& user : group.users) workers[index].run(user, none);
        }
    });
}

void engine::state::write_users(std::vector<user_worker>& workers, table_sink& sink) {
    std::vector<user_group> groups(event_store::partition_count);
    std::atomic<std::size_t> next{0};
    run_on_threads(options.threads, [&](unsigned) {
        user_grouper grouper(store);
        for (std::size_t i = next++; i < groups.size(); i = next++) grouper.group(i, groups[i]);
    });
    std::vector<stored_user> users;
    for (const user_group& group : groups)
        users.insert(users.end(), group.users.begin(), group.users.end());
    sort_users(users, options.threads);
    compute(users, workers, sink);
}

// One partition's users after another's, their rows to disk; then all in the order of users.
void engine::state::spool_users(std::vector<user_worker>& workers, table_sink& sink) {
    std::vector<spill_file> files(options.threads);
    std::vector<user_run> runs(event_store::partition_count);
    std::atomic<std::size_t> next{0};
    run_on_threads(options.threads, [&](unsigned index) {
        user_grouper grouper(store);
        user_group group;
        for (std::size_t i = next++; i < runs.size(); i = next++) {
            grouper.group(i, group);
            sort_users(group.users);
            for (const stored_user& user : group.users) {
                table_pieces rows;
                workers[index].run(user, rows);
                runs[i].add(user.user_pseudo_id, rows, files[index]);
            }
            runs[i].finish(files[index]);
        }
    });
    merge_runs(runs, sink);
}

void engine::state::compute(std::span<const stored_user> users, std::vector<user_worker>& workers,
                            table_sink& sink) const {
    const std::vector<std::size_t> begins = cut(users);
    spare_pieces spare;
    write_in_order<table_pieces>(
        begins.size() - 1, options.threads, pieces_ahead,
        [&](unsigned thread, std::size_t i, const auto& write_part) {
            table_pieces pieces = spare.take();
            const user_worker::overflow relieve = [&](table_pieces& large) {
                write_part(std::exchange(large, spare.take()));
            };
            for (std::size_t user = begins[i]; user < begins[i + 1]; ++user) {
                fetch_ahead(users, user);
                workers[thread].run(users[user], pieces, relieve);
            }
            return pieces;
        },
        [&](table_pieces&& pieces) {
            for (std::size_t i = 0; i < pieces.size(); ++i)
                if (!pieces[i].empty()) sink.write(static_cast<table>(i), std::move(pieces[i]));
            spare.give(std::move(pieces));
        });
}

void engine::state::finish(std::vector<user_worker>& workers, table_sink& sink) {
    for (const user_worker& worker : workers) {
        const engine_summary& counts = worker.counts();
        summary.users += counts.users;
        summary.events += counts.events;
        summary.duplicates += counts.duplicates;
        summary.moved_duplicates += counts.moved_duplicates;
        summary.sessions += counts.sessions;
        summary.conversions += counts.conversions;
        summary.ambiguous_duplicates += counts.ambiguous_duplicates;
    }
    if (summary.ambiguous_duplicates != 0) return;
    sum_up(workers, sink);
    for (const table which : summed_tables)
        if (sink.takes(which)) write_summed(which, sink);
}

void engine::state::sum_up(std::vector<user_worker>& workers, const table_sink& sink) {
    daily_rollup rollup;
    journey_statistics journeys;
    role_rollup roles;
    for (user_worker& worker : workers) {
        rollup.add(worker.rollup());
        journeys.add(worker.journeys());
        roles.add(worker.roles());
        worker.finish_paths();
    }
    const std::vector<std::string> names = distinct_names(options.attribution.conversions);
    summary.daily = rollup.rows(store.texts(), options.attribution.models);
    summary.transitions = journeys.transitions(names, store.texts());
    summary.journey_sets = journeys.sets(names, store.texts());
    summary.roles = roles.rows(names, store.texts());
    if (sink.takes(table::mart_markov))
        summary.effects = markov_rows(summary.transitions, summary.journey_sets).value();
}

void engine::state::write_summed(table which, table_sink& sink) const {
    if (which == table::mart_paths) return write_paths(sink);
    std::string rows;
    sink.encode(which,
                {.daily = summary.daily,
                 .transitions = summary.transitions,
                 .sets = summary.journey_sets,
                 .roles = summary.roles,
                 .effects = summary.effects},
                rows);
    sink.write(which, std::move(rows));
}

void engine::state::write_paths(table_sink& sink) const {
    for_path_rows(paths, distinct_names(options.attribution.conversions), store.texts(),
                  [&](std::span<const path_mart_row> some) {
                      std::string rows;
                      sink.encode(table::mart_paths, summed_rows{.paths = some}, rows);
                      sink.write(table::mart_paths, std::move(rows));
                  });
}

}  // namespace attrib
