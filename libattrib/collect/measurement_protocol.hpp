/// @file
/// Bodies of GA4's Measurement Protocol: /mp/collect and /debug/mp/collect.
#pragma once

#include <libattrib/collect/client_request.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// What is wrong with a body, in the terms of Google's validation server.
struct validation_message {
    std::string field_path;   ///< e.g. "events.params"
    std::string description;  ///< one sentence
    std::string_view code;    ///< e.g. "NAME_INVALID"
};

/// Where a body is over Google's limits, names what Google reserves or lacks what Google requires.
/// Messages stand in the order of the body, at most `max_validation_messages` of them. Source: the
/// reference of the Measurement Protocol and the naming rules of Google Analytics. `now` is the
/// clock that backdated events are measured by.
[[nodiscard]] std::vector<validation_message> validate_measurement(std::string_view body,
                                                                   timestamp now);

inline constexpr std::size_t max_validation_messages = 100;

/// The messages as Google's validation server answers them: an array of JSON.
[[nodiscard]] std::string json_of(const std::vector<validation_message>& messages);

/// The events of a body as one row, which json_event_parser reads event by event. Events without a
/// time happen now; a time that is given is never moved. A body that is no JSON object has no row.
[[nodiscard]] collected_rows read_measurement(const client_request& request);

}  // namespace attrib
