/// @file
/// Cuts one user's sessions into the journeys of one conversion name (docs/semantics.md): one that
/// converts per attributed conversion, and null journeys of the sessions that are left.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <libattrib/attribution/touchpoint.hpp>
#include <libattrib/core/time.hpp>
#include <optional>
#include <span>

namespace attrib {

/// Sessions from `begin` to before `end`, by their places.
struct journey_range {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::optional<std::size_t> conversion;  ///< its place; nothing: a null journey
};

/// Calls `visit(journey_range)` for every journey, those that convert in the order of their
/// conversions. An unattributed conversion has none. Every session is a touchpoint or in one null
/// journey. `start_of` and `time_of` give the time of a session and of a conversion. REQUIRES: both
/// in order of time.
template <class Session, class Conversion, class Start, class Time, class Visit>
void for_each_journey(std::span<const Session> sessions, std::span<const Conversion> conversions,
                      microseconds lookback, const Start& start_of, const Time& time_of,
                      const Visit& visit) {
    std::size_t unused = 0;  // all sessions before it are in a journey
    // A null journey takes what starts within the lookback of its first session.
    const auto visit_unused_until = [&](std::size_t end) {
        while (unused < end) {
            const timestamp latest = std::invoke(start_of, sessions[unused]) + lookback;
            journey_range journey{unused, unused + 1, std::nullopt};
            while (journey.end < end && std::invoke(start_of, sessions[journey.end]) <= latest)
                ++journey.end;
            visit(journey);
            unused = journey.end;
        }
    };
    for (std::size_t i = 0; i < conversions.size(); ++i) {
        const auto touches =
            touchpoints_of(sessions, std::invoke(time_of, conversions[i]), lookback, start_of);
        if (touches.empty()) continue;
        const auto begin = static_cast<std::size_t>(touches.data() - sessions.data());
        visit_unused_until(begin);
        visit(journey_range{begin, begin + touches.size(), i});
        unused = std::max(unused, begin + touches.size());
    }
    visit_unused_until(sessions.size());
}

}  // namespace attrib
