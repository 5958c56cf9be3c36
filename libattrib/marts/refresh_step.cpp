#include <libattrib/marts/refresh_step.hpp>

#include <algorithm>
#include <libattrib/engine/engine.hpp>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/postgres/copy_table.hpp>
#include <libattrib/session/event_order.hpp>
#include <set>

namespace attrib {
namespace {

constexpr std::chrono::hours late_after{1};

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

// Keeps what the engine computes by user as rows of a delta; what it sums up, it tells itself.
class delta_sink final : public table_sink {
   public:
    explicit delta_sink(mart_delta& delta) : delta_(delta) {}

    [[nodiscard]] bool takes(table which) const noexcept override { return is_stored(which); }
    void encode(table which, const user_rows& rows, std::string& out) const override {
        append_user_rows(which, rows, out);
    }
    void encode(table, const summed_rows&, std::string&) const override {}
    void write(table which, std::string&& rows) override { delta_.add_rows(which, rows); }

   private:
    mart_delta& delta_;
};

// The copy of an event among staged events of its user; null if it has none.
const event* copy_of(const event& added, const std::vector<event>& staged) {
    const auto found = std::ranges::find_if(
        staged, [&](const event& other) { return is_same_event(added, other); });
    return found == staged.end() ? nullptr : &*found;
}

}  // namespace

// Looks up everything staged that may be a copy of a pending event.
void refresh_step::look_copies_up() {
    for (const auto& [name, user] : users_) {
        for (const event& each : user.pending->events) {
            if (each.event_id.empty())
                delta_.add_lookup(lookup_kind::copies, name, {}, each.event_timestamp);
            else
                delta_.add_lookup(lookup_kind::copies, name, each.event_id);
        }
    }
}

// Events that staging holds already go; a user with one that comes before its copy there is whole.
void refresh_step::drop_known_events() {
    look_copies_up();
    buffers_.push_back(delta_.staged_like());
    // By user and event_id: a user may bring many that are known.
    std::map<std::pair<std::string_view, std::string_view>, std::vector<event>> staged;
    for (copy_decoder row(buffers_.back()); row.next_row(staged_event_fields);) {
        const event known = take_staged_fields(row);
        staged[{known.user_pseudo_id, known.event_id}].push_back(known);
    }
    for (auto& [name, user] : users_) {
        for (const event& each : user.pending->events) {
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
            delta_.add_lookup(lookup_kind::transaction, name, id);
            asked = id;
            is_asked = true;
        }
    }
    if (!is_asked) return;
    buffers_.push_back(delta_.conversions_of_transactions());
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

// Sessions of these users since then, and the one before, after the new events came.
void refresh_step::merge_sessions_since(
    std::span<const std::pair<std::string_view, timestamp>> users) {
    for (const auto& [name, since] : users) {
        changed_user& user = users_.at(name);
        user.sessions.clear();
        user.read = {since, user.added.back().what.event_timestamp + options_.session_timeout +
                                longest_lookback_};
        delta_.add_lookup(lookup_kind::sessions, name, {}, user.read.first, user.read.last);
    }
    buffers_.push_back(delta_.sessions_near());
    for (copy_decoder row(buffers_.back());
         row.next_row(field_count<decltype(stored_session_columns)>);) {
        const session_row session = take_session_row(row);
        users_.at(session.start.user_pseudo_id).sessions.push_back(session);
    }
    for (const auto& [name, since] : users) {
        changed_user& user = users_.at(name);
        std::ranges::sort(user.sessions, {}, &session_row::session_start);
        auto merged = merge_sessions(user.sessions, user.added, options_.session_timeout);
        user.is_whole = !merged;
        if (merged) user.changes = std::move(*merged);
    }
}

// A session whose start or origin moves may have begun long before the event that moves it, and
// models look back from conversions that it touches: of such users more sessions are asked for.
void refresh_step::merge_near_sessions() {
    std::vector<std::pair<std::string_view, timestamp>> asked;
    for (const auto& [name, user] : users_)
        if (!user.is_whole)
            asked.emplace_back(name, user.added.front().what.event_timestamp -
                                         options_.session_timeout - longest_lookback_);
    merge_sessions_since(asked);
    std::erase_if(asked, [&](auto& each) {
        const changed_user& user = users_.at(each.first);
        if (user.is_whole || !user.changes.moves_credits()) return true;
        const timestamp since = user.changes.first_start - longest_lookback_;
        return since >= std::exchange(each.second, since);
    });
    if (!asked.empty()) merge_sessions_since(asked);
}

void refresh_step::credit_added(const changed_user& user) {
    credits_.set_sessions(user.changes.after);
    for (const added_event& each : user.added) {
        if (!each.converts) continue;
        ++done_->conversions;
        const event& what = each.what;
        credit_row row{{what, zone_.day_of(what.event_timestamp)}, {}};
        widen(done_->journey_days, row.conversion_date);
        const credited_conversion conversion{what.user_pseudo_id, what.event_timestamp,
                                             row.conversion_date, what.event_name,
                                             what.currency,       row.revenue()};
        for (const table mart : click_marts) {
            const event* const touch = credits_.credited_by(mart, conversion);
            row.touchpoint = touch == nullptr ? std::optional<event>() : *touch;
            delta_.add(mart, row);
        }
        delta_.count(conversion, credits_.shares_of(conversion), mart_delta::sign::add);
    }
}

// Conversions that were there and see other touchpoints, or touchpoints of another origin, now.
void refresh_step::credit_moved() {
    bool is_asked = false;
    for (const auto& [name, user] : users_) {
        if (user.is_whole || !user.changes.moves_credits()) continue;
        delta_.add_lookup(lookup_kind::credits, name, {}, user.changes.first_start,
                          user.changes.last_start);
        is_asked = true;
        // Whether conversions lie there is not asked: no more of the history is read for it.
        // Visitors of the journey window after a session may be returning ones now.
        widen(done_->journey_days,
              day_range{zone_.day_of(user.changes.first_start),
                        zone_.day_of(user.changes.last_start + options_.journey_window +
                                     longest_journey_)});
    }
    if (!is_asked) return;
    buffers_.push_back(delta_.conversions_touching(longest_lookback_));
    for (const auto& [name, conversions] : conversions_by_user(buffers_.back()))
        credit_moved(users_.at(name), conversions);
}

void refresh_step::credit_moved(const changed_user& user,
                                std::span<const stored_conversion> conversions) {
    credits_.set_sessions(user.sessions);
    std::vector<std::vector<credit_share>> before;
    before.reserve(conversions.size());
    for (const stored_conversion& each : conversions) before.push_back(credits_.shares_of(each));
    credits_.set_sessions(user.changes.after);
    for (std::size_t i = 0; i < conversions.size(); ++i) {
        const stored_conversion& each = conversions[i];
        const std::vector<credit_share> now = credits_.shares_of(each);
        bool is_moved = !std::ranges::equal(before[i], now, is_same_share);
        if (is_moved) {
            delta_.count(each, before[i], mart_delta::sign::remove);
            delta_.count(each, now, mart_delta::sign::add);
        }
        // The models need not be those of the click marts.
        for (std::size_t mart = 0; mart < click_marts.size(); ++mart)
            is_moved |= credit_again(user.changes, click_marts[mart], each, each.touches[mart]);
        if (!is_moved) continue;
        ++done_->conversions;
        ++done_->moved_conversions;
    }
}

// Changes the row of a click mart where it credited another session, or the session has another
// origin now; whether it did.
bool refresh_step::credit_again(const session_changes& changes, table mart,
                                const stored_conversion& conversion,
                                std::optional<timestamp> credited) {
    const event* const touch = credits_.credited_by(mart, conversion);
    const auto now = touch == nullptr ? std::optional<timestamp>() : touch->event_timestamp;
    if (now == credited && !(now && changes.restates(*now))) return false;
    delta_.update_credit(mart, conversion, touch);
    return true;
}

void refresh_step::take_off_whole_users() {
    const stored_users stored = delta_.whole_users();
    for (const auto& [name, user] : stored) journeys_.take_off(user);
    const auto days = delta_.take_off(stored, credits_);
    widen(done_->journey_days, days);
    done_->moves_credits |= days.has_value();  // their conversions may all have gone
    delta_.remove_whole_users();
}

void refresh_step::compute_whole_users() {
    event_list events;
    for (const auto& [name, user] : users_) {
        if (!user.is_whole) continue;
        ++done_->whole_users;
        delta_.add_lookup(lookup_kind::whole_user, name, {});
        events.events.insert(events.events.end(), user.pending->events.begin(),
                             user.pending->events.end());
    }
    if (done_->whole_users == 0) return;
    buffers_.push_back(delta_.staged_of_users());
    for (copy_decoder row(buffers_.back()); row.next_row(staged_event_fields);)
        events.events.push_back(take_staged_fields(row));
    // Each session begins with an event, before as after.
    for (const event& each : events.events)
        widen(done_->session_days, zone_.day_of(each.event_timestamp));
    take_off_whole_users();
    engine kernel({options_, 1}, classifier_);
    kernel.read(events);
    delta_sink sink(delta_);
    const engine_summary summary = kernel.run(sink);
    done_->conversions += summary.conversions;
    journeys_.add(summary.transitions, summary.journey_sets);
    for (const daily_row& row : summary.daily) {
        widen(done_->journey_days, row.conversion_date);
        delta_.count(row);
    }
}

void refresh_step::count_journeys() {
    for (const auto& [name, user] : users_)
        if (!user.is_whole)
            journeys_.count({name, user.sessions, user.read, user.changes, user.added});
    journeys_.count_rest();
}

std::uint64_t refresh_step::late_events_of(const changed_user& user) {
    timestamp newest = timestamp::min();
    for (const session_row& each : user.sessions) newest = std::max(newest, each.session_end);
    return static_cast<std::uint64_t>(std::ranges::count_if(
        user.added,
        [&](const added_event& each) { return each.what.event_timestamp + late_after <= newest; }));
}

void refresh_step::change_sessions(std::string_view user, const session_changes& changes) {
    const auto widen_to = [&](timestamp start) { widen(done_->session_days, zone_.day_of(start)); };
    for (const session_row& row : changes.added) {
        delta_.add(row);
        widen_to(row.start.event_timestamp);
    }
    for (const session_row& row : changes.grown) {
        delta_.grow(row);
        widen_to(row.start.event_timestamp);
    }
    for (const timestamp start : changes.gone) {
        delta_.remove_session(user, start);
        widen_to(start);
    }
}

void refresh_step::run(refresh_summary& done) {
    done_ = &done;
    drop_known_events();
    settle_conversions();
    merge_near_sessions();
    count_journeys();
    for (auto& [name, user] : users_) {
        done.events += user.added.size();
        done.late_events += late_events_of(user);
        if (user.is_whole) continue;
        for (const added_event& each : user.added) delta_.add(each.what);
        change_sessions(name, user.changes);
        credit_added(user);
    }
    credit_moved();
    compute_whole_users();
    done.users = users_.size();
    delta_.write();
    journeys_.write();
    widen(done.daily_days, delta_.days());
    done.moves_credits |= done.conversions != 0;
}

}  // namespace attrib
