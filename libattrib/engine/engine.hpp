/// @file
/// The batch engine: events from any feed -> one timeline a user -> sessions, conversions, credits
/// -> tables. What comes out depends on the *set* of events alone, never on their order, on how
/// they were split into files or on the number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/attribution/options.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/engine/counting_consumer.hpp>
#include <libattrib/engine/stored_event.hpp>
#include <libattrib/engine/table_sink.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/io/event_feed.hpp>
#include <memory>
#include <vector>

namespace attrib {

struct engine_options {
    attribution_options attribution;
    unsigned threads = 1;  ///< at least 1
    /// Bytes of memory that events may take, about: what is beyond goes to a temporary file. 0: as
    /// many as it takes. Texts that repeat (names, channels, pages) stay in memory in any case, and
    /// so does, one at a time for each thread, a 256th of the users with all their events.
    std::size_t memory_bytes = 0;
    /// Bytes that the different paths of mart_paths may take, about. 0 for no limit.
    std::size_t path_bytes = 0;
    /// `totals`: less time and memory, for sinks that take `tables_of_totals` only.
    kept_columns kept = kept_columns::all;
};

struct engine_summary {
    std::uint64_t read = 0;  ///< rows the feed delivered: rejected + duplicates + events
    std::uint64_t rejected = 0;
    std::uint64_t rounded = 0;     ///< of the others: amounts with more decimals than count
    std::uint64_t duplicates = 0;  ///< deliveries of an event that was there already
    /// Of the duplicates: those at another time than the event that counts, by event_id. Known, as
    /// `duplicates` and `events`, of the users who were looked at.
    std::uint64_t moved_duplicates = 0;
    std::uint64_t events = 0;  ///< after staging
    std::uint64_t users = 0;
    std::uint64_t sessions = 0;
    std::uint64_t conversions = 0;
    /// Users with deliveries of one event, at one time, that differ: `kept_columns::totals` cannot
    /// say which counts. Not 0: there are no other figures and no table; read again and keep all.
    std::uint64_t ambiguous_duplicates = 0;
    /// Only users who convert were looked at: of the others there is no count. `duplicates`,
    /// `events`, `users` and `sessions` say nothing of all users then.
    bool is_of_converters = false;
    std::vector<daily_row> daily;  ///< mart_channel_daily, sorted by its columns
    /// The tables of journeys, sorted by their columns; empty unless the sink takes one of them or
    /// mart_markov, which is made of them.
    std::vector<transition_row> transitions;
    std::vector<journey_set_row> journey_sets;
    std::vector<role_row> roles;      ///< mart_roles; empty unless the sink takes it
    std::vector<effect_row> effects;  ///< mart_markov; empty unless the sink takes it
};

class engine {
   public:
    /// `classifier` must outlive the engine.
    engine(const engine_options& options, const channel_classifier& classifier);
    engine(engine&&) noexcept;
    engine& operator=(engine&&) noexcept;
    ~engine();

    /// Drains a feed on all threads. May be called for several feeds, one after the other. Throws
    /// what the feed throws.
    void read(event_feed& feed, const reject_handler& on_reject = {});

    /// Attributes everything read so far and hands the tables to `sink`. Call once. REQUIRES: with
    /// `kept_columns::totals`, the sink takes no table but `tables_of_totals`. Throws what the sink
    /// throws, and failure: too_large for paths that take more than they may and for a Markov chain
    /// of too many values (markov_rows.hpp).
    engine_summary run(table_sink& sink);

   private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace attrib
