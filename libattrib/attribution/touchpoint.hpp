/// @file
/// Touchpoints: the sessions that may be credited with a conversion (docs/semantics.md).
#pragma once

#include <algorithm>
#include <libattrib/session/sessionizer.hpp>
#include <span>

namespace attrib {

/// Those of `sessions` with `conversion - lookback <= start <= conversion`, both ends included; the
/// session the conversion happened in counts. Every conversion looks back by itself, so touchpoints
/// are shared. `start_of` gives the start of one. REQUIRES: `sessions` are one user's, by start.
template <class Session, class Start>
[[nodiscard]] std::span<const Session> touchpoints_of(std::span<const Session> sessions,
                                                      timestamp conversion, microseconds lookback,
                                                      const Start& start_of) {
    const auto first = std::ranges::lower_bound(sessions, conversion - lookback, {}, start_of);
    const auto last = std::ranges::upper_bound(first, sessions.end(), conversion, {}, start_of);
    return {first, last};
}

/// As above for sessions of events.
template <class Event>
[[nodiscard]] std::span<const basic_session<Event>> touchpoints(
    std::span<const basic_session<Event>> sessions, timestamp conversion, microseconds lookback) {
    return touchpoints_of(sessions, conversion, lookback,
                          [](const basic_session<Event>& each) { return each.start(); });
}

/// As above for plain sessions, with the default lookback of 14 days.
[[nodiscard]] inline std::span<const session> touchpoints(
    std::span<const session> sessions, timestamp conversion,
    microseconds lookback = std::chrono::hours{24 * 14}) {
    return touchpoints<event>(sessions, conversion, lookback);
}

}  // namespace attrib
