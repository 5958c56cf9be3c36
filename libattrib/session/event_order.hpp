/// @file
/// The order of one user's events, and when two of them are the same (docs/semantics.md). Text
/// compares byte by byte, null and empty alike and before everything.
#pragma once

#include <compare>
#include <libattrib/event/event.hpp>

namespace attrib {

/// Total order: (event_timestamp, event_id, event_name, page_location, transaction_id). Staged
/// events of one user are never equal in it.
[[nodiscard]] std::strong_ordering total_order(const event& a, const event& b) noexcept;

/// Of two deliveries of one event, the smaller survives: (event_timestamp, event_id, event_name,
/// page_location), then the remaining columns in the order of docs/semantics.md, then those that
/// state no origin. Of two events without an event_id, transaction_id comes before those, so that
/// survivors are in total order.
[[nodiscard]] std::strong_ordering staging_order(const event& a, const event& b) noexcept;

/// Whether two events of one user are the same event: equal event_ids, or none on both sides and
/// equal (event_timestamp, event_name, page_location, transaction_id).
[[nodiscard]] bool is_same_event(const event& a, const event& b) noexcept;

}  // namespace attrib
