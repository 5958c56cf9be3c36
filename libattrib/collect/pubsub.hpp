/// @file
/// Messages that Google Cloud Pub/Sub pushes.
#pragma once

#include <libattrib/collect/client_request.hpp>
#include <libattrib/core/error.hpp>
#include <string_view>

namespace attrib {

/// The message in the body of a push request. Its data is base64 of events in JSON; messageId and
/// publishTime stand in for an event_id and a time that an event lacks. Data that is no base64, or
/// a message without data, is a row that breaks a rule. Errors: invalid_option (no push request).
/// Source: Pub/Sub's documentation, "Push subscriptions".
[[nodiscard]] result<collected_rows> read_pubsub(const client_request& request);

/// The same of its body alone.
[[nodiscard]] result<enveloped_rows> read_pubsub_message(std::string_view body);

}  // namespace attrib
