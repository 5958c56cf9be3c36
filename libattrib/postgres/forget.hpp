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
};

/// Removes users from ga4_events_raw, ga4_events_rejected, staging, sessions, marts, rollups and
/// what the SQL models keep, all in one transaction; what is left are the tables that a rebuild
/// without them gives. A digest of each stays in forgotten_users, so that later loads leave their
/// rows out. A reject is theirs when their identifier stands in its text as a whole value. Waits
/// for loads and refreshes that are under way. Ends with a NOTIFY of changed_channel. Throws what
/// connection throws; then nothing is changed.
erased forget_users(connection& on, const std::vector<std::string>& users);

struct left_out {
    std::uint64_t rows = 0;     ///< of ga4_events_raw
    std::uint64_t rejects = 0;  ///< of ga4_events_rejected
};

/// Removes rows of forgotten users from a batch that is being stored, and from the counts in its
/// ledger row. REQUIRES: a transaction that shares lock_purpose::person.
[[nodiscard]] left_out leave_out_forgotten(connection& on, std::int64_t batch_id);

}  // namespace attrib
