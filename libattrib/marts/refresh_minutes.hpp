/// @file
/// What refreshes took in, minute by minute: the table refresh_minutes.
#pragma once

#include <cstdint>
#include <libattrib/postgres/connection.hpp>

namespace attrib {

/// What one refresh took in.
struct minute_counts {
    std::uint64_t events = 0;             ///< that staging did not have
    std::uint64_t conversions = 0;        ///< that came
    std::uint64_t rejects = 0;            ///< rows that the batches rejected
    std::uint64_t late_events = 0;        ///< as in refresh_summary
    std::uint64_t moved_conversions = 0;  ///< as in refresh_summary
    std::uint64_t lag_ms = 0;             ///< longest from the loading of a batch until now
};

/// Adds to the server's current minute. With the first refresh of a minute, rows of over 31 days
/// ago go. REQUIRES: the transaction of the refresh. Throws what connection throws.
void count_minute(connection& on, const minute_counts& counts);

}  // namespace attrib
