/// @file
/// Sessions after more events came, from the sessions before and those events alone: an event joins
/// the sessions that it lies in or near, however many events they hold.
#pragma once

#include <algorithm>
#include <libattrib/attribution/rows.hpp>
#include <optional>
#include <span>
#include <vector>

namespace attrib {

/// An event that staging did not hold before.
struct added_event {
    event what;
    bool converts = false;  ///< counts as a conversion, of its transaction the first
};

/// How one user's sessions change. A session that begins where one began before is the same
/// session.
struct session_changes {
    std::vector<session_row> after;   ///< the given sessions and the new, as they are now, by start
    std::vector<session_row> added;   ///< of them, those that begin where none began
    std::vector<session_row> grown;   ///< those whose end, counts or origin changed
    std::vector<timestamp> gone;      ///< starts of sessions that another took in
    std::vector<timestamp> restated;  ///< starts of those whose origin changed, in order
    timestamp first_start = timestamp::max();  ///< of those added, gone and restated, the earliest
    timestamp last_start = timestamp::min();   ///< and the latest

    /// Whether a start came or went or an origin changed, which is all that attribution asks of
    /// sessions.
    [[nodiscard]] bool moves_credits() const noexcept { return first_start <= last_start; }

    /// Whether the session that begins there has another origin than before.
    [[nodiscard]] bool restates(timestamp start) const noexcept {
        return std::ranges::binary_search(restated, start);
    }
};

/// Merges `added` into `before`, both one user's and in order of time; `before` holds every session
/// with an event within `timeout` of an added one. Gives the rows that sessionizing all events
/// would. Nothing when an added event and a session begin at the same moment, or an added event
/// states an origin at the moment that a session's was stated: the rows do not say which comes
/// first.
[[nodiscard]] std::optional<session_changes> merge_sessions(std::span<const session_row> before,
                                                            std::span<const added_event> added,
                                                            microseconds timeout);

}  // namespace attrib
