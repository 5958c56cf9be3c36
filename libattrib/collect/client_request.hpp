/// @file
/// What clients of a site send, and the rows of events it is turned into.
#pragma once

#include <cstddef>
#include <libattrib/collect/user_agent.hpp>
#include <libattrib/core/time.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// What the header of a CloudEvent in binary mode says, as it was sent.
struct cloud_event_head {
    std::string_view id;
    std::string_view type;
    std::string_view time;
};

/// A request of a tag or library, without its transport. The texts are views.
struct client_request {
    std::string_view query;       ///< of the target, still percent-encoded
    std::string_view body;        ///< decompressed
    std::string_view user_agent;  ///< of the sender
    timestamp now;                ///< the receiver's clock
    std::string_view content_type{};
    cloud_event_head cloud_event{};
};

/// The payload of a message, and what its envelope says where an event in it does not.
struct enveloped_rows {
    std::string rows;  ///< JSON objects, an array of them or lines, as in a file

    /// Of the first event that has none; the next ones get `.1`, `.2` and so on after it, so that a
    /// message that is delivered again has the same identities.
    std::string event_id{};
    std::string event_timestamp{};
    std::string event_name{};
};

/// What a request says. Rows are JSON objects, one per line, as json_event_parser reads them: it
/// applies the rules of events, so that a refused row keeps its text and its reason.
struct collected_rows {
    std::string rows{};
    std::string bot_rows{};           ///< of senders that declare themselves crawlers
    std::size_t without_consent = 0;  ///< events that were dropped, as their user did not consent
    std::vector<enveloped_rows> messages{};

    /// Where rows of that sender go.
    [[nodiscard]] std::string& rows_of(std::string_view agent) {
        return crawler_of(agent).empty() ? rows : bot_rows;
    }
};

/// Events that one request may hold, where its protocol sets no lower limit.
inline constexpr std::size_t max_events_per_request = 100;

}  // namespace attrib
