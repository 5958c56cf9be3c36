/// @file
/// First click: all credit to the touchpoint with the earliest start (spec.md section 5).
#pragma once

#include <libattrib/session/sessionizer.hpp>
#include <span>

namespace attrib {

/// The credited session, null when there is no touchpoint. REQUIRES: touchpoints by start.
template <class Event>
[[nodiscard]] const basic_session<Event>* first_click(
    std::span<const basic_session<Event>> touchpoints) noexcept {
    return touchpoints.empty() ? nullptr : &touchpoints.front();
}

[[nodiscard]] inline const session* first_click(std::span<const session> touchpoints) noexcept {
    return first_click<event>(touchpoints);
}

}  // namespace attrib
