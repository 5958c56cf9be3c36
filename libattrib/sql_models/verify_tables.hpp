/// @file
/// One engine's tables held against the other's, row by row.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/sql_models/verify_chains.hpp>
#include <string>
#include <vector>

namespace attrib {

/// A row that one side has and the other has not, and what lies around it.
struct differing_row {
    table which{};
    bool is_stored = false;  ///< on the side of the tables that are read; else of the check
    std::string row;         ///< `column=value` with commas between
    std::vector<std::string> events;  ///< the user's staged events around it, in their order
};

struct table_comparison {
    std::uint64_t stored = 0;   ///< rows of the table that is read
    std::uint64_t checked = 0;  ///< rows the other engine computes
    std::uint64_t only_stored = 0;
    std::uint64_t only_checked = 0;
};

struct verification {
    std::string stored_by;   ///< engine that made the tables: cpp or sql
    std::string checked_by;  ///< engine that computed them again
    std::array<table_comparison, table_count> tables{};
    std::vector<differing_row> first;      ///< a few of each side and table
    std::vector<chain_comparison> chains;  ///< of the stored journeys, by the solver and by SQL
    std::size_t users_set_aside = 0;       ///< in quarantine: left out on both sides
    std::size_t batches_set_aside = 0;

    [[nodiscard]] bool is_equal() const noexcept;
};

/// Told what is done next, how many steps are done, and how many there are.
using verify_watch =
    std::function<void(const std::string& next, std::uint64_t done, std::uint64_t total)>;

/// Computes the tables by the engine that did not make them, or by `engine` (cpp or sql) where it
/// is not empty, in a schema of its own, and compares every row. Both leave out what is in
/// quarantine. What it found stays in last_verification, and nothing else; should the program be
/// killed, the next call clears up. Waits for rebuilds and keeps them waiting. Throws
/// failure: stale_tables (there are none yet, or they lack batches), invalid_option (the tables
/// were made with other settings), those of connection.
verification verify_tables(const rebuild_options& options, const channel_classifier& classifier,
                           const std::string& engine = {}, const verify_watch& watch = {});

}  // namespace attrib
