#include <libattrib/engine/engine.hpp>

#include <algorithm>
#include <atomic>
#include <libattrib/attribution/attribute_user.hpp>
#include <libattrib/core/ordered_output.hpp>
#include <libattrib/engine/daily_rollup.hpp>
#include <libattrib/engine/event_store.hpp>
#include <libattrib/engine/user_runs.hpp>
#include <libattrib/session/timeline.hpp>
#include <mutex>
#include <utility>

namespace attrib {
namespace {

constexpr std::size_t deliveries_a_piece = 8192;
constexpr std::size_t pieces_ahead = 64;

struct stored_conversions {
    [[nodiscard]] static bool is_conversion(const stored_handle& handle) noexcept {
        return handle.stored.converts();
    }
    [[nodiscard]] static std::string_view transaction_id(const stored_handle& handle) noexcept {
        return handle.stored.transaction_id();
    }
};

// What staging asks of stored events.
class stored_columns {
   public:
    stored_columns(const dictionary& texts, kept_columns kept) : texts_(texts), kept_(kept) {}

    [[nodiscard]] std::strong_ordering order(const stored_handle& a, const stored_handle& b) const {
        if (const auto order = compare_texts(a.stored.event_id(), b.stored.event_id()); order != 0)
            return order;
        const event left = load(a);
        const event right = load(b);
        const std::strong_ordering order = staging_order(left, right);
        // Columns that were not kept may come before those that tell the two apart.
        if (kept_ == kept_columns::totals && order != 0 && total_order(left, right) == 0)
            is_undecided_ = true;
        return order;
    }
    [[nodiscard]] static bool has_same_id(const stored_handle& a, const stored_handle& b) noexcept {
        return a.stored.event_id() == b.stored.event_id();
    }
    [[nodiscard]] bool is_same_event(const stored_handle& a, const stored_handle& b) const {
        return total_order(load(a), load(b)) == 0;
    }

    // Everything but the identifiers.
    [[nodiscard]] event load(const stored_handle& handle) const noexcept {
        return load_event(handle.stored, kept_, texts_);
    }

    // Whether some order since the last call hung on columns that were not kept.
    [[nodiscard]] bool take_undecided() noexcept { return std::exchange(is_undecided_, false); }

   private:
    const dictionary& texts_;
    kept_columns kept_;
    mutable bool is_undecided_ = false;
};

// What one thread reads from a feed.
class store_consumer final : public event_consumer {
   public:
    store_consumer(event_writer& writer, std::mutex& mutex, const reject_handler& on_reject)
        : writer_(writer), mutex_(mutex), on_reject_(on_reject) {}

    void accept(const event& taken) override {
        writer_.add(taken);
        ++accepted_;
    }

    void refuse(const reject& refused) override {
        ++rejected_;
        if (!on_reject_) return;
        const std::scoped_lock lock(mutex_);
        on_reject_(refused);
    }

    [[nodiscard]] std::uint64_t accepted() const noexcept { return accepted_; }
    [[nodiscard]] std::uint64_t rejected() const noexcept { return rejected_; }

   private:
    event_writer& writer_;
    std::mutex& mutex_;
    const reject_handler& on_reject_;
    std::uint64_t accepted_ = 0;
    std::uint64_t rejected_ = 0;
};

// What one thread computes, user after user; its memory is used again for each.
class user_worker {
   public:
    user_worker(const attribution_options& options, const event_store& store,
                const table_sink& sink)
        : options_(options),
          zone_(options.zone),
          columns_(store.texts(), store.kept()),
          sink_(sink) {}

    // Attributes one user and appends the rows to `out`.
    void run(const stored_user& user, table_pieces& out);

    [[nodiscard]] const engine_summary& counts() const noexcept { return counts_; }
    [[nodiscard]] const daily_rollup& rollup() const noexcept { return rollup_; }

   private:
    // The whole event, good while the user is worked on.
    [[nodiscard]] event load(const stored_handle& handle);

    void count(const stored_user& user, std::size_t staged);
    void roll_up();
    void encode_events(std::span<const stored_handle> timeline, table_pieces& out);
    void encode_sessions(table_pieces& out);
    void encode_credits(model which, table_pieces& out);
    void encode(table which, const user_rows& rows, table_pieces& out) const {
        sink_.encode(which, rows, out[static_cast<std::size_t>(which)]);
    }

    const attribution_options& options_;
    time_zone zone_;
    stored_columns columns_;
    const table_sink& sink_;
    engine_summary counts_;
    daily_rollup rollup_;

    std::string_view user_pseudo_id_;
    byte_arena memory_;
    identity_set scratch_;
    std::vector<std::size_t> positions_;
    basic_attribution<stored_handle> attribution_;
    std::vector<event> events_;
    std::vector<session_row> sessions_;
    std::vector<credit_row> credits_;
};

void user_worker::run(const stored_user& user, table_pieces& out) {
    user_pseudo_id_ = user.user_pseudo_id;
    memory_.clear();
    const std::size_t staged = stage_timeline(user.deliveries, columns_, scratch_);
    if (columns_.take_undecided()) ++counts_.undecided;
    const std::span<const stored_handle> timeline = user.deliveries.first(staged);
    attribute_user(timeline, options_.session_timeout, options_.lookback, stored_conversions{},
                   scratch_, positions_, attribution_);
    count(user, staged);
    roll_up();
    if (sink_.takes(table::stg_ga4_events)) encode_events(timeline, out);
    if (sink_.takes(table::int_sessions)) encode_sessions(out);
    if (sink_.takes(table::mart_first_click)) encode_credits(model::first_click, out);
    if (sink_.takes(table::mart_last_click)) encode_credits(model::last_click, out);
}

event user_worker::load(const stored_handle& handle) {
    event out = columns_.load(handle);
    out.user_pseudo_id = user_pseudo_id_;
    const packed_text id = handle.stored.event_id();
    out.event_id = unpack(id, memory_.allocate(packing_room(id.size)));
    return out;
}

void user_worker::count(const stored_user& user, std::size_t staged) {
    ++counts_.users;
    counts_.events += staged;
    counts_.duplicates += user.deliveries.size() - staged;
    counts_.sessions += attribution_.sessions.size();
    counts_.conversions += attribution_.credits.size();
}

void user_worker::roll_up() {
    for (const auto& each : attribution_.credits) {
        const stored_event& conversion = each.conversion->stored;
        const calendar_day day = zone_.day_of(each.conversion->event_timestamp);
        const std::uint32_t name = conversion.number_of(stored_event_name);
        const std::uint32_t currency = conversion.number_of(stored_currency);
        for (const model which : {model::first_click, model::last_click}) {
            const auto* const touch = each.by(which);
            rollup_.add({day, which, name, currency,
                         touch == nullptr ? daily_rollup::unattributed
                                          : touch->first_event().stored.number_of(stored_channel)},
                        conversion.value());
        }
    }
}

void user_worker::encode_events(std::span<const stored_handle> timeline, table_pieces& out) {
    events_.clear();
    for (const stored_handle& handle : timeline) events_.push_back(load(handle));
    encode(table::stg_ga4_events, {.events = events_, .sessions = {}, .credits = {}}, out);
}

void user_worker::encode_sessions(table_pieces& out) {
    sessions_.clear();
    auto credit = attribution_.credits.begin();
    for (const auto& each : attribution_.sessions) {
        const auto first_credit = credit;
        while (credit != attribution_.credits.end() && credit->conversion <= &each.events.back())
            ++credit;
        sessions_.push_back({load(each.first_event()), each.end(),
                             static_cast<std::int64_t>(each.events.size()), credit - first_credit});
    }
    encode(table::int_sessions, {.events = {}, .sessions = sessions_, .credits = {}}, out);
}

void user_worker::encode_credits(model which, table_pieces& out) {
    credits_.clear();
    for (const auto& each : attribution_.credits) {
        const auto* const touch = each.by(which);
        credit_row& row = credits_.emplace_back();
        row.conversion = load(*each.conversion);
        row.conversion_date = zone_.day_of(row.conversion.event_timestamp);
        if (touch != nullptr) row.touchpoint = load(touch->first_event());
    }
    user_rows rows;
    rows.credits[static_cast<std::size_t>(which)] = credits_;
    encode(which == model::first_click ? table::mart_first_click : table::mart_last_click, rows,
           out);
}

// Cuts users into pieces of some thousand deliveries; returns where each begins, and the end.
std::vector<std::size_t> cut(std::span<const stored_user> users) {
    std::vector<std::size_t> begins{0};
    std::size_t deliveries = 0;
    for (std::size_t i = 0; i < users.size(); ++i) {
        deliveries += users[i].deliveries.size();
        if (deliveries < deliveries_a_piece && i + 1 < users.size()) continue;
        begins.push_back(i + 1);
        deliveries = 0;
    }
    return begins;
}

bool takes_user_rows(const table_sink& sink) noexcept {
    for (const table which : {table::stg_ga4_events, table::int_sessions, table::mart_first_click,
                              table::mart_last_click})
        if (sink.takes(which)) return true;
    return false;
}

}  // namespace

struct engine::state {
    state(const engine_options& given, const channel_classifier& classifier)
        : options(given),
          conversions(given.attribution.conversions),
          store(given.threads, classifier, conversions, given.kept, given.memory_bytes) {}

    engine_options options;
    conversion_names conversions;
    event_store store;
    engine_summary summary;

    void count_users(std::vector<user_worker>& workers) const;
    void write_users(std::vector<user_worker>& workers, table_sink& sink) const;
    void spool_users(std::vector<user_worker>& workers, table_sink& sink) const;
    void compute(std::span<const stored_user> users, std::vector<user_worker>& workers,
                 table_sink& sink) const;
    void finish(const std::vector<user_worker>& workers, table_sink& sink);
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
        state_->summary.read += consumer.accepted() + consumer.rejected();
        state_->summary.rejected += consumer.rejected();
    });
}

engine_summary engine::run(table_sink& sink) {
    std::vector<user_worker> workers;
    workers.reserve(state_->options.threads);
    for (unsigned i = 0; i < state_->options.threads; ++i)
        workers.emplace_back(state_->options.attribution, state_->store, sink);
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
void engine::state::count_users(std::vector<user_worker>& workers) const {
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

void engine::state::write_users(std::vector<user_worker>& workers, table_sink& sink) const {
    std::vector<user_group> groups(event_store::partition_count);
    std::atomic<std::size_t> next{0};
    run_on_threads(options.threads, [&](unsigned) {
        user_grouper grouper(store);
        for (std::size_t i = next++; i < groups.size(); i = next++) grouper.group(i, groups[i]);
    });
    std::vector<stored_user> users;
    for (const user_group& group : groups)
        users.insert(users.end(), group.users.begin(), group.users.end());
    sort_users(users);
    compute(users, workers, sink);
}

// One partition's users after another's, their rows to disk; then all in the order of users.
void engine::state::spool_users(std::vector<user_worker>& workers, table_sink& sink) const {
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
    write_in_order<table_pieces>(
        begins.size() - 1, options.threads, pieces_ahead,
        [&](unsigned thread, std::size_t i) {
            table_pieces pieces;
            for (const stored_user& user : users.subspan(begins[i], begins[i + 1] - begins[i]))
                workers[thread].run(user, pieces);
            return pieces;
        },
        [&](table_pieces&& pieces) {
            for (std::size_t i = 0; i < pieces.size(); ++i)
                if (!pieces[i].empty()) sink.write(static_cast<table>(i), std::move(pieces[i]));
        });
}

void engine::state::finish(const std::vector<user_worker>& workers, table_sink& sink) {
    daily_rollup rollup;
    for (const user_worker& worker : workers) {
        const engine_summary& counts = worker.counts();
        summary.users += counts.users;
        summary.events += counts.events;
        summary.duplicates += counts.duplicates;
        summary.sessions += counts.sessions;
        summary.conversions += counts.conversions;
        summary.undecided += counts.undecided;
        rollup.add(worker.rollup());
    }
    if (summary.undecided != 0) return;
    summary.daily = rollup.rows(store.texts());
    if (!sink.takes(table::mart_channel_daily)) return;
    std::string rows;
    sink.encode(summary.daily, rows);
    sink.write(table::mart_channel_daily, std::move(rows));
}

}  // namespace attrib
