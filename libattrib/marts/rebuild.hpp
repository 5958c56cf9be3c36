/// @file
/// Rebuilds all tables from all raw events.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <libattrib/engine/engine.hpp>
#include <libattrib/marts/quarantine.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// What a rebuild does, one after another.
enum class rebuild_phase : std::uint8_t {
    reading,   ///< raw events out of Postgres, into the engine
    writing,   ///< computing, and the rows into Postgres
    indexing,  ///< the rest of the rows, indexes, statistics, commits
    swapping,  ///< the new tables take the places of the old
};

inline constexpr std::array<std::string_view, 4> rebuild_phase_names{
    "reading", "computing and writing", "indexing", "swapping"};

struct rebuild_options {
    std::string database;  ///< as `connection` takes it
    engine_options engine;
    const std::atomic<bool>* interrupt = nullptr;  ///< raised: stop, the old tables stay
    /// Told, from any thread, how many raw events were read, and how many there are.
    std::function<void(std::uint64_t, std::uint64_t)> on_progress;
    /// Told that a phase begins, from the calling thread.
    std::function<void(rebuild_phase)> on_phase;
    /// Told at the end, from the calling thread, whom the database refused; not called without any.
    std::function<void(const std::vector<refused_user>&)> on_set_aside{};
    /// Told once, from the calling thread, when rows that were committed are waited for
    /// (hidden_rows.hpp), and once when they are there.
    std::function<void(const std::string&)> on_message{};
};

/// Makes stg_ga4_events, int_sessions, mart_first_click, mart_last_click and mart_channel_daily
/// from what ga4_events_raw held at one moment, and marks those batches in the ledger. Readers see
/// the old tables until all new ones take their places in one transaction. Two rebuilds wait for
/// each other. Memory grows with the events. `rejected` in the summary counts ga4_events_rejected.
///
/// What is in quarantine is tried again with all else, and leaves it when it is taken in. Users
/// whose rows the tables refuse for a reason that will not pass are found and go into quarantine;
/// the summary is without them. Throws failure: interrupted, those of connection.
engine_summary rebuild_tables(const rebuild_options& options, const channel_classifier& classifier);

/// Computes the same tables and those that are views otherwise, without what is in quarantine, as
/// `<schema>.<table>__next` and touches nothing else. REQUIRES: nobody else makes them.
engine_summary make_tables(const rebuild_options& options, const channel_classifier& classifier,
                           const std::string& schema);

}  // namespace attrib
