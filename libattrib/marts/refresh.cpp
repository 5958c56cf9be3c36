#include <fmt/format.h>

#include <algorithm>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/engine/session_merge.hpp>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/marts/arrivals.hpp>
#include <libattrib/marts/change_set.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/refresh.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/marts/table_change.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/session/event_order.hpp>
#include <map>
#include <set>
#include <unordered_map>

namespace attrib {
namespace {

// What is known of a user with new events.
struct changed_user {
    arriving_user* arrived = nullptr;
    bool is_whole = false;              // to be computed from all events
    std::vector<added_event> added;     // that staging lacks, in total order
    std::vector<session_row> sessions;  // near them
    session_changes changes;
};

using user_map = std::unordered_map<std::string_view, changed_user>;

// Hands the engine the events of some users.
class event_list final : public event_feed {
   public:
    std::vector<event> events;

    bool read_some(event_consumer& consumer) override {
        for (const event& each : events) consumer.accept(each);
        events.clear();
        return false;
    }
};

// Keeps what the engine computes as rows of a change set.
class change_sink final : public table_sink {
   public:
    explicit change_sink(change_set& changes) : changes_(changes) {}

    [[nodiscard]] bool takes(table which) const noexcept override {
        return which != table::mart_channel_daily;
    }
    void encode(table which, const user_rows& rows, std::string& out) const override {
        append_user_rows(which, rows, out);
    }
    void encode(std::span<const daily_row>, std::string&) const override {}
    void write(table which, std::string&& rows) override { changes_.add_rows(which, rows); }

   private:
    change_set& changes_;
};

// One transaction's work.
class refresh_step {
   public:
    refresh_step(connection& on, const attribution_options& options,
                 const channel_classifier& classifier, std::span<arriving_user> users)
        : options_(options),
          classifier_(classifier),
          converts_(options.conversions),
          zone_(options.zone),
          changes_(on) {
        for (arriving_user& user : users) users_[user.user_pseudo_id].arrived = &user;
    }

    void run(refresh_summary& done);

   private:
    void want_copies();
    void drop_known_events();
    void settle_conversions();
    void merge_near_sessions();
    void credit_added(const changed_user& user);
    void credit_moved();
    void compute_whole_users();

    [[nodiscard]] const event* touch_of(const changed_user& user, model which,
                                        timestamp conversion) const;

    const attribution_options& options_;
    const channel_classifier& classifier_;
    conversion_names converts_;
    time_zone zone_;
    change_set changes_;
    user_map users_;
    std::vector<std::string> buffers_;  // what views show
    refresh_summary* done_ = nullptr;
};

// The copy of an event among staged events of its user; null when there is none.
const event* copy_of(const event& arrived, const std::vector<event>& staged) {
    const auto found = std::ranges::find_if(
        staged, [&](const event& other) { return is_same_event(arrived, other); });
    return found == staged.end() ? nullptr : &*found;
}

// Asks for everything staged that may be a copy of what arrived.
void refresh_step::want_copies() {
    for (const auto& [name, user] : users_) {
        for (const event& each : user.arrived->events) {
            if (each.event_id.empty())
                changes_.want(wanted::copies, name, {}, each.event_timestamp);
            else
                changes_.want(wanted::copies, name, each.event_id);
        }
    }
}

// Events that staging holds already go; a user with one that comes before its copy there is whole.
void refresh_step::drop_known_events() {
    want_copies();
    buffers_.push_back(changes_.staged_like());
    // By user and event_id: a user may bring many that are known.
    std::map<std::pair<std::string_view, std::string_view>, std::vector<event>> staged;
    for (copy_decoder row(buffers_.back()); row.next_row(staged_event_fields);) {
        const event known = take_staged_fields(row);
        staged[{known.user_pseudo_id, known.event_id}].push_back(known);
    }
    for (auto& [name, user] : users_) {
        for (const event& each : user.arrived->events) {
            const auto known = staged.find({name, each.event_id});
            const event* const copy =
                known == staged.end() ? nullptr : copy_of(each, known->second);
            if (copy == nullptr)
                user.added.push_back({each, converts_.is_conversion(each)});
            else if (staging_order(each, *copy) < 0)
                user.is_whole = true;
        }
    }
    std::erase_if(users_, [](const auto& each) {
        return !each.second.is_whole && each.second.added.empty();
    });
}

// Of one transaction only the first conversion of each name counts; a user where a new event comes
// before the conversion that counted until now is whole.
void refresh_step::settle_conversions() {
    bool is_asked = false;
    for (auto& [name, user] : users_) {
        std::set<std::pair<std::string_view, std::string_view>> transactions;
        std::string_view asked;
        for (added_event& each : user.added) {
            if (!each.converts || each.what.transaction_id.empty()) continue;
            each.converts =
                transactions.emplace(each.what.transaction_id, each.what.event_name).second;
        }
        for (const auto& [id, conversion_name] : transactions) {
            if (id == asked) continue;
            changes_.want(wanted::transaction, name, id);
            asked = id;
            is_asked = true;
        }
    }
    if (!is_asked) return;
    buffers_.push_back(changes_.conversions_of_transactions());
    constexpr std::int16_t fields = 4;
    for (copy_decoder row(buffers_.back()); row.next_row(fields);) {
        changed_user& user = users_.at(row.text());
        const std::string_view id = row.text();
        const std::string_view name = row.text();
        const timestamp counted = row.time();
        for (added_event& each : user.added) {
            if (!each.converts || each.what.transaction_id != id || each.what.event_name != name)
                continue;
            each.converts = false;
            if (each.what.event_timestamp <= counted) user.is_whole = true;
        }
    }
}

void refresh_step::merge_near_sessions() {
    const microseconds reach = options_.session_timeout + options_.lookback;
    for (const auto& [name, user] : users_)
        if (!user.is_whole)
            changes_.want(wanted::sessions, name, {},
                          user.added.front().what.event_timestamp - reach,
                          user.added.back().what.event_timestamp + reach);
    buffers_.push_back(changes_.sessions_near());
    for (copy_decoder row(buffers_.back()); row.next_row(session_fields);) {
        const session_row session = take_session_row(row);
        users_.at(session.start.user_pseudo_id).sessions.push_back(session);
    }
    for (auto& [name, user] : users_) {
        if (user.is_whole) continue;
        auto merged = merge_sessions(user.sessions, user.added, options_.session_timeout);
        user.is_whole = !merged;
        if (merged) user.changes = std::move(*merged);
    }
}

const event* refresh_step::touch_of(const changed_user& user, model which,
                                    timestamp conversion) const {
    const std::vector<session_row>& sessions = user.changes.after;
    const auto first = std::ranges::lower_bound(sessions, conversion - options_.lookback, {},
                                                &session_row::session_start);
    const auto last = std::ranges::upper_bound(first, sessions.end(), conversion, {},
                                               &session_row::session_start);
    if (first == last) return nullptr;
    return which == model::first_click ? &first->start : &std::prev(last)->start;
}

void refresh_step::credit_added(const changed_user& user) {
    for (const added_event& each : user.added) {
        if (!each.converts) continue;
        ++done_->conversions;
        for (const model which : {model::first_click, model::last_click}) {
            const event* const touch = touch_of(user, which, each.what.event_timestamp);
            credit_row row{each.what, zone_.day_of(each.what.event_timestamp), {}};
            if (touch != nullptr) row.touchpoint = *touch;
            changes_.add(which, row);
        }
    }
}

// Conversions that were there and see other touchpoints, or touchpoints of another origin, now.
void refresh_step::credit_moved() {
    bool is_asked = false;
    for (const auto& [name, user] : users_) {
        if (user.is_whole || !user.changes.moves_credits()) continue;
        changes_.want(wanted::credits, name, {}, user.changes.first_start, user.changes.last_start);
        is_asked = true;
    }
    if (!is_asked) return;
    buffers_.push_back(changes_.credits_touching(options_.lookback));
    stored_credit credit;
    for (copy_decoder rows(buffers_.back()); change_set::take_credit(rows, credit);) {
        const changed_user& user = users_.at(credit.user_pseudo_id);
        const event* const touch = touch_of(user, credit.credited_by, credit.conversion_timestamp);
        const auto now = touch == nullptr ? std::optional<timestamp>() : touch->event_timestamp;
        if (now == credit.touch && !(now && user.changes.restates(*now))) continue;
        ++done_->conversions;
        changes_.credit_anew(credit, touch);
    }
}

void refresh_step::compute_whole_users() {
    event_list events;
    for (const auto& [name, user] : users_) {
        if (!user.is_whole) continue;
        ++done_->whole_users;
        changes_.want(wanted::whole_user, name, {});
        events.events.insert(events.events.end(), user.arrived->events.begin(),
                             user.arrived->events.end());
    }
    if (done_->whole_users == 0) return;
    buffers_.push_back(changes_.staged_of_users());
    for (copy_decoder row(buffers_.back()); row.next_row(staged_event_fields);)
        events.events.push_back(take_staged_fields(row));
    changes_.remove_whole_users();
    engine kernel({options_, 1}, classifier_);
    kernel.read(events);
    change_sink sink(changes_);
    const engine_summary summary = kernel.run(sink);
    done_->conversions += summary.conversions;
    for (const daily_row& row : summary.daily) changes_.count_daily(row, 1);
}

void refresh_step::run(refresh_summary& done) {
    done_ = &done;
    drop_known_events();
    settle_conversions();
    merge_near_sessions();
    for (auto& [name, user] : users_) {
        done.events += user.added.size();
        if (user.is_whole) continue;
        for (const added_event& each : user.added) changes_.add(each.what);
        for (const session_row& row : user.changes.added) changes_.add(row);
        for (const session_row& row : user.changes.grown) changes_.grow(row);
        for (const timestamp start : user.changes.gone) changes_.remove_session(name, start);
        credit_added(user);
    }
    credit_moved();
    compute_whole_users();
    done.users = users_.size();
    changes_.write();
    if (const auto days = changes_.days()) {
        done.first_day = days->first;
        done.last_day = days->second;
    }
}

}  // namespace

std::string json_of(const refresh_summary& done) {
    const auto day = [](const std::optional<calendar_day>& each) {
        return each ? '"' + to_string(*each) + '"' : std::string("null");
    };
    return fmt::format(
        R"({{"batches":{},"rows":{},"events":{},"users":{},"whole_users":{},"conversions":{},)"
        R"("from":{},"to":{}}})",
        done.batches, done.rows, done.events, done.users, done.whole_users, done.conversions,
        day(done.first_day), day(done.last_day));
}

refresher::refresher(connection& on, const attribution_options& options,
                     const channel_classifier& classifier)
    : on_(on),
      options_(options),
      classifier_(classifier),
      settings_(settings_text(options, classifier.rules())) {
    // Losing the last steps with the server's machine is no loss: the batches are unmarked, too.
    // Plans are made once, when the tables may still be empty: all must go by the indexes.
    on_.run(
        "set synchronous_commit = off; set enable_hashjoin = off; set enable_mergejoin = off; "
        "set enable_seqscan = off; set jit = off; set plan_cache_mode = force_generic_plan; set "
        "max_parallel_workers_per_gather = 0");
}

std::optional<refresh_summary> refresher::take_waiting(std::uint64_t most_rows) {
    std::vector<waiting_batch> waiting;
    try {
        transaction work(on_);
        lock_until_commit(on_, lock_purpose::rebuild);
        waiting = find_waiting(on_, most_rows);
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

void refresher::compute(std::span<arriving_user> users, refresh_summary& done) {
    refresh_step(on_, options_, classifier_, users).run(done);
}

// All of some batches, in the transaction there is.
std::optional<refresh_summary> refresher::take(const std::vector<waiting_batch>& waiting) {
    check_tables();
    arrivals arrived(on_, waiting, classifier_);
    if (arrived.batches().empty()) return std::nullopt;
    refresh_summary done;
    done.batches = arrived.batches().size();
    done.rows = arrived.rows();
    if (done.rows != 0) compute(arrived.users(), done);
    finish(arrived.batches(), done, false);
    return done;
}

// Marks the batches and tells what changed.
void refresher::finish(const std::vector<std::int64_t>& batches, const refresh_summary& done,
                       bool is_everything) {
    const query_result marked = on_.run_prepared(
        "with marked as (update ingest_batches set in_marts = true where batch_id = "
        "any($1::bigint[]) and not in_marts returning rejected) select coalesce(sum(rejected), "
        "0)::bigint from marked",
        {array_text(batches)});
    // SQL's own tables lack these batches now, so that it must make all anew next time.
    if (are_by_sql_) write_state(on_, {"cpp", settings_, {}});
    announce(on_, {.is_everything = is_everything,
                   .moves_credits = is_everything || done.conversions != 0 || done.whole_users != 0,
                   .rows = done.rows,
                   .rejects = static_cast<std::uint64_t>(marked.integer(0, 0)),
                   .batch_ids = batches,
                   .first_day = done.first_day,
                   .last_day = done.last_day});
}

}  // namespace attrib
