/// @file
/// The live refresh: new batches into the tables, by the users in them.
#pragma once

#include <cstdint>
#include <functional>
#include <libattrib/attribution/options.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/postgres/connection.hpp>
#include <optional>
#include <string>

namespace attrib {

struct refresh_summary {
    std::uint64_t batches = 0;
    std::uint64_t rows = 0;         ///< deliveries in them
    std::uint64_t events = 0;       ///< that staging did not have
    std::uint64_t users = 0;        ///< whose rows were touched
    std::uint64_t whole_users = 0;  ///< of them, those computed from all their events
    std::uint64_t conversions = 0;  ///< rows of a click mart that came or went or changed
    std::optional<calendar_day>
        first_day;  ///< of the conversions that mart_channel_daily changed in
    std::optional<calendar_day> last_day;
};

/// The summary as JSON, for people and their programs.
[[nodiscard]] std::string json_of(const refresh_summary& done);

/// Keeps the tables right while batches come in. After each step they hold what rebuild_tables
/// would make of the raw events of the batches that are marked, row for row. What it reads and
/// writes grows with the new events, not with the history: sessions are merged with the new events,
/// and only credits that a moved session start can reach are looked at; a user is computed from all
/// events only when an event takes the place of one that was there, or when two begin a session at
/// the same moment. One thread at a time.
class refresher {
   public:
    /// `on` is for this alone and must outlive it, as must `classifier`; the schema must be there.
    refresher(connection& on, const attribution_options& options,
              const channel_classifier& classifier);

    /// Takes batches in, about `most_rows` rows of them, in one transaction, and announces
    /// the change (table_change.hpp). Nothing when no batch waits. Waits for others who change the
    /// tables. Throws failure: stale_tables when the tables are not there or were made with other
    /// settings, those of connection; then nothing has changed.
    std::optional<refresh_summary> take_waiting(std::uint64_t most_rows = 50'000);

   private:
    connection& on_;
    attribution_options options_;
    const channel_classifier& classifier_;
    std::string settings_;
};

}  // namespace attrib
