/// @file
/// What the event stream says of new events: bounded, whatever they hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace attrib {

using json = nlohmann::ordered_json;

/// Bytes of the `events` of one message, and of one text of an event.
inline constexpr std::size_t max_message_bytes = std::size_t{256} << 10;
inline constexpr std::size_t max_told_text_bytes = 512;

/// Data of the message `events` of change `change`: `count` deliveries, of which as many are told
/// as fit, from the front of `events` (an array of `live_event`s). A longer text is cut, ends with
/// U+2026, and is named in its event's member `cut`.
[[nodiscard]] json event_message(std::int64_t change, std::uint64_t count, json events);

/// Rows of the message `totals` that are told; the others are to be asked for.
inline constexpr std::size_t max_told_totals = 100;

}  // namespace attrib
