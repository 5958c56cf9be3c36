/// @file
/// Bodies of the tracking API of Segment and RudderStack: /v1/batch, /v1/track and their like.
#pragma once

#include <libattrib/collect/client_request.hpp>
#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// One row per message, which json_event_parser reads as a message of Segment. `type` is the type
/// of a message that states none; empty where the body is a batch of messages.
///
/// A message that says when it happened (originalTimestamp or timestamp) and when it was sent
/// (sentAt, its own or the batch's) happened that much before it was received, whatever the
/// client's clock says. Source: Segment's common fields. Without sentAt its time stands; without a
/// time it happens now. device_category comes from context.userAgent, where context.device has no
/// type. Errors: invalid_option (no JSON object, or a batch without messages).
[[nodiscard]] result<collected_rows> read_segment(const client_request& request,
                                                  std::string_view type);

/// The writeKey of a body, which Segment's library for browsers sends so; empty: it has none.
[[nodiscard]] std::string write_key_of(std::string_view body);

}  // namespace attrib
