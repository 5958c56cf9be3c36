/// @file
/// What clients of a site send, and the rows of events it is turned into.
#pragma once

#include <cstddef>
#include <libattrib/collect/user_agent.hpp>
#include <libattrib/core/time.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// A request of a tag or library, without its transport. The texts are views.
struct client_request {
    std::string_view query;       ///< of the target, still percent-encoded
    std::string_view body;        ///< decompressed
    std::string_view user_agent;  ///< of the sender
    timestamp now;                ///< the receiver's clock
};

/// What a request says. Rows are JSON objects, one per line, as json_event_parser reads them: it
/// applies the rules of events, so that a refused row keeps its text and its reason.
struct collected_rows {
    std::string rows{};
    std::string bot_rows{};           ///< of senders that declare themselves crawlers
    std::size_t without_consent = 0;  ///< events that were dropped, as their user did not consent

    /// Where rows of that sender go.
    [[nodiscard]] std::string& rows_of(std::string_view agent) {
        return crawler_of(agent).empty() ? rows : bot_rows;
    }
};

/// Events that one request may hold, where its protocol sets no lower limit.
inline constexpr std::size_t max_events_per_request = 100;

}  // namespace attrib
