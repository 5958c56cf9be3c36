/// @file
/// Which journeys of a user change when sessions or conversions do, and which of the user's
/// sessions decide that.
#pragma once

#include <libattrib/attribution/rows.hpp>
#include <libattrib/core/time.hpp>
#include <libattrib/engine/session_merge.hpp>
#include <optional>
#include <span>
#include <string_view>

namespace attrib {

/// From one moment to another, both included.
struct time_span {
    timestamp first;
    timestamp last;
};

/// How the rows of one user change. A view.
struct changed_rows {
    std::string_view user;
    /// Sessions as the tables hold them, by start: all that start within `read`, the last one
    /// before it and the first one after it.
    std::span<const session_row> before;
    time_span read;
    const session_changes& changes;      ///< of `before`
    std::span<const added_event> added;  ///< in order of time
};

/// The time in which sessions begin, or get another origin, and touchpoints of conversions lie that
/// change. Nothing: no journey changes.
[[nodiscard]] std::optional<time_span> change_of_journeys(const changed_rows& rows,
                                                          microseconds lookback);

/// Sessions that were not read and that journeys within the change depend on.
struct missing_sessions {
    bool are_earlier = false;  ///< than the first of `before`
    bool are_later = false;    ///< than the last
};

/// No journey spans a pause longer than the lookback, so nothing beyond one has to be known.
[[nodiscard]] missing_sessions missing_of(const changed_rows& rows, const time_span& change,
                                          microseconds lookback);

}  // namespace attrib
