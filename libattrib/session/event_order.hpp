/// @file
/// The order of one user's events, and when two of them are the same (spec.md section 2). Text
/// compares byte by byte, null and empty alike and before everything.
#pragma once

#include <compare>
#include <libattrib/event/event.hpp>

namespace attrib {

/// Total order: (event_timestamp, event_id, event_name, page_location). Staged events of one user
/// are never equal in it.
[[nodiscard]] std::strong_ordering total_order(const event& a, const event& b) noexcept;

/// Total order, then the remaining columns in the order of spec.md section 1: of two deliveries of
/// one event, the smaller survives.
[[nodiscard]] std::strong_ordering staging_order(const event& a, const event& b) noexcept;

/// Whether two events of one user are the same event: equal event_ids, or none on both sides and
/// equal (event_timestamp, event_name, page_location).
[[nodiscard]] bool is_same_event(const event& a, const event& b) noexcept;

}  // namespace attrib
