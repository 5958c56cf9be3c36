/// @file
/// How much is stored, in a few numbers.
#pragma once

#include <cstdint>
#include <libattrib/core/time.hpp>
#include <libattrib/postgres/connection.hpp>
#include <optional>

namespace attrib {

struct stored_counts {
    std::int64_t events = 0;   ///< deliveries that the tables were made of
    std::int64_t waiting = 0;  ///< deliveries that wait for a refresh
    std::int64_t sessions = 0;
    std::int64_t conversions = 0;
    std::optional<calendar_day> first_day{};  ///< of sessions, in UTC; nothing without any
    std::optional<calendar_day> last_day{};
    std::optional<timestamp> refreshed_at{};  ///< up to when the tables hold what was loaded
};

/// Reads all sessions, of one moment of the tables. Throws what connection throws.
[[nodiscard]] stored_counts count_stored(connection& on);

}  // namespace attrib
