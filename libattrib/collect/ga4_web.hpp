/// @file
/// Hits of GA4's tag: /g/collect, protocol version 2.
#pragma once

#include <libattrib/collect/client_request.hpp>
#include <libattrib/core/error.hpp>

namespace attrib {

/// The events of a hit. Its parameters stand in the query, or, for several events, in the lines of
/// the body: each line is an event, and adds to the parameters of the query or replaces them.
/// Google publishes no description; docs/collect.md has the table of what is read.
///
/// The event's time is the receiver's, as the protocol has none. event_id is made of the client
/// (cid), the page load (_p, or else the session, sid), the hit (_s), the event's place in the body
/// and a hash of what it says, so that a hit that is sent again gives the same event_id. It is
/// empty where the hit names neither page load nor session.
///
/// Events whose gcs or gcd says that storage for analytics is denied are counted and dropped. What
/// is not percent-encoded UTF-8 becomes a row as it came after a `?`, which the rules refuse.
/// Errors: too_large (over `max_events_per_request`).
[[nodiscard]] result<collected_rows> read_ga4_web(const client_request& request);

}  // namespace attrib
