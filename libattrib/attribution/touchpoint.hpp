/// @file
/// Touchpoints: the sessions that may be credited with a conversion (spec.md section 4).
#pragma once

#include <algorithm>
#include <libattrib/session/sessionizer.hpp>
#include <span>

namespace attrib {

/// The sessions with `conversion - lookback <= start <= conversion`, both ends included; the
/// session the conversion happened in counts. Every conversion looks back by itself, so touchpoints
/// are shared. REQUIRES: `sessions` are one user's, by start.
template <class Event>
[[nodiscard]] std::span<const basic_session<Event>> touchpoints(
    std::span<const basic_session<Event>> sessions, timestamp conversion, microseconds lookback) {
    const auto start = [](const basic_session<Event>& each) { return each.start(); };
    const auto first = std::ranges::lower_bound(sessions, conversion - lookback, {}, start);
    const auto last = std::ranges::upper_bound(first, sessions.end(), conversion, {}, start);
    return {first, last};
}

/// As above for plain sessions, with the default lookback of 14 days.
[[nodiscard]] inline std::span<const session> touchpoints(
    std::span<const session> sessions, timestamp conversion,
    microseconds lookback = std::chrono::hours{24 * 14}) {
    return touchpoints<event>(sessions, conversion, lookback);
}

}  // namespace attrib
