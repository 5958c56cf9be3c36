/// @file
/// The live refresh: new batches into the tables, by the users in them.
#pragma once

#include <cstdint>
#include <exception>
#include <libattrib/attribution/options.hpp>
#include <libattrib/attribution/touch.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/marts/day_range.hpp>
#include <libattrib/marts/pending_batches.hpp>
#include <libattrib/marts/quarantine.hpp>
#include <libattrib/postgres/connection.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attrib {

struct refresh_summary {
    std::uint64_t batches = 0;
    std::uint64_t rows = 0;               ///< deliveries in them
    std::uint64_t events = 0;             ///< that staging did not have
    std::uint64_t users = 0;              ///< whose rows were touched
    std::uint64_t whole_users = 0;        ///< of them, those computed from all their events
    std::uint64_t conversions = 0;        ///< that came, or whose credit moved, or of whole users
    std::uint64_t moved_conversions = 0;  ///< of these, those whose credit moved
    /// Events that came an hour or more after a later event of their user, as far as sessions
    /// within the longest lookback say.
    std::uint64_t late_events = 0;
    bool moves_credits = false;             ///< as in table_change
    std::optional<day_range> daily_days;    ///< in which mart_channel_daily changed
    std::optional<day_range> journey_days;  ///< of conversions whose journeys may have changed
    std::optional<day_range> session_days;  ///< of sessions that changed, by their starts
    std::uint64_t users_set_aside = 0;      ///< into quarantine, as the database refuses them
    std::uint64_t batches_set_aside = 0;    ///< of which no single user is to blame
    refusal why{};                          ///< of the last of them
};

/// What was tried again and came back; what was not stays in quarantine.
struct retried {
    std::uint64_t users = 0;
    std::uint64_t batches = 0;
};

/// The summary as JSON, for people and their programs.
[[nodiscard]] std::string json_of(const refresh_summary& done);

/// Keeps the tables right while batches come in. After each step they hold what rebuild_tables
/// would make of the raw events of the batches that are marked, row for row. What it reads and
/// writes grows with the new events, not with the history: sessions are merged with the new events,
/// and only credits that a moved session start can reach are looked at; a user is computed from all
/// events only when an event takes the place of one that was there, or when two begin a session at
/// the same moment. One thread at a time.
///
/// What the database refuses for a reason that will not pass (failure_kind::data) is found by
/// bisection and set aside, batches first, then users: those are removed from all tables, their
/// later events wait in ga4_events_raw, and everything else goes on. The tables are then those of a
/// rebuild without them. Nothing is set aside while nothing at all can be taken in: that is no
/// fault of the data.
class refresher {
   public:
    /// `on` is for this alone and must outlive it, as must `classifier`; the schema must be there.
    refresher(connection& on, const attribution_options& options,
              const channel_classifier& classifier);

    /// Takes batches in, about `max_rows` rows of them, in one transaction, and announces
    /// the change (table_change.hpp). Nothing when no batch waits. Waits for others who change the
    /// tables. Throws failure: stale_tables when the tables are not there or were made with other
    /// settings, those of connection; then the batches that failed wait.
    std::optional<refresh_summary> take_waiting(std::uint64_t max_rows = 50'000);

    /// Tries entries of the quarantine again: a batch with its users, a user with all their events.
    /// Throws failure as take_waiting does.
    retried retry(std::span<const quarantine_entry> entries);

    /// The first batch that the last step of take_waiting left to the next one, because not all of
    /// its rows were visible (hidden_rows.hpp); nothing when it left none.
    [[nodiscard]] std::optional<std::int64_t> hidden_batch() const noexcept {
        return hidden_batch_;
    }

   private:
    void check_tables();
    void compute(std::span<pending_user> users, refresh_summary& done);
    std::optional<refresh_summary> take(const std::vector<waiting_batch>& waiting);
    void finish(const std::vector<std::int64_t>& batches, const refresh_summary& done,
                bool is_everything);

    refresh_summary take_apart(std::vector<waiting_batch> waiting);
    bool try_to_take(std::span<const waiting_batch> some, refresh_summary& all);
    void take_by_user(const waiting_batch& batch, refresh_summary& all);
    void set_aside_whole(const waiting_batch& batch, const failure& failed, refresh_summary& all);
    std::vector<refused_user> take_users(std::span<pending_user> users, refresh_summary& done);
    void leave_out(std::span<const refused_user> refused);
    bool take_whole_user_again();
    void demand_proof(const std::exception_ptr& refused);

    std::uint64_t retry_batch(std::int64_t batch_id);
    std::uint64_t retry_users(std::span<const std::string> users);

    connection& on_;
    attribution_options options_;
    const channel_classifier& classifier_;
    touch_classifier touches_;
    std::string settings_;
    std::optional<std::int64_t> hidden_batch_;
    bool are_by_sql_ = false;
    bool is_proven_ = false;  // the tables took something in since the last refusal began
};

}  // namespace attrib
