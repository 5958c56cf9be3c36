/// @file
/// Erasure: a person's rows out of every table, and kept out.
#pragma once

#include <cstdint>
#include <libattrib/postgres/connection.hpp>
#include <string>
#include <vector>

namespace attrib {

struct erased {
    std::uint64_t users = 0;   ///< that had rows
    std::uint64_t events = 0;  ///< deliveries, of ga4_events_raw
    std::uint64_t rejects = 0;
    /// Identities in the ledger that name one of them, e.g. a path: a restart needs them, so they
    /// stay.
    std::uint64_t named_sources = 0;
};

/// Removes users from ga4_events_raw, ga4_events_rejected, staging, sessions, marts, rollups and
/// every other table of our schema with a user_pseudo_id, all in one transaction; what is left are
/// the tables that a rebuild without them gives. A digest, the length and a hash of each stay in
/// forgotten_users, so that later loads leave their rows out. A reject is theirs when their
/// identifier stands in its text between two edges of words, in any spelling
/// (identifier_search.hpp). Names of files that hold it lose it. Statistics of the planner, which
/// hold common values, are recomputed where we own the tables. Waits for loads and refreshes that
/// are under way. Ends with a NOTIFY of changed_channel. Throws what connection throws; then
/// nothing is changed.
erased forget_users(connection& on, const std::vector<std::string>& users);

}  // namespace attrib
