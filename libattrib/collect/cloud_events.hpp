/// @file
/// CloudEvents 1.0 by HTTP: structured, binary and batched.
#pragma once

#include <libattrib/collect/client_request.hpp>
#include <libattrib/core/error.hpp>

namespace attrib {

/// The CloudEvents of a request, whose data are events in JSON; id, time and type stand in for an
/// event_id, a time and a name that an event lacks. A message of Pub/Sub that Eventarc passes on is
/// read as Pub/Sub's own. A CloudEvent without data, or a broken one of a batch, is a row that
/// breaks a rule. Errors: invalid_option (no CloudEvent), too_large (a batch of more than 1,000).
/// Source: CloudEvents 1.0.2, JSON event format and HTTP protocol binding.
[[nodiscard]] result<collected_rows> read_cloud_events(const client_request& request);

}  // namespace attrib
