/// @file
/// A log of messages into ga4_events_raw, each event exactly once whatever happens between.
#pragma once

#include <libattrib/ingest/message_source.hpp>
#include <libattrib/ingest/stream.hpp>

namespace attrib {

/// Streams a log until interrupted; then all that was read is committed. Each partition is a source
/// of the ledger, held by its lock while this program reads it, and positions are offsets: a batch
/// commits with the offsets it covers, and whoever takes the partition next goes on after them. So
/// programs that share a log, that are killed or cut off neither lose nor double. One thread reads,
/// one parses and commits. While the server is away nothing is kept in memory, as the log has it.
/// Both
/// give messages, so `options.how.on_message` must be safe to call from either. Of `options` the
/// pace, shift_to_now, follow and source_name do not count. Throws failure.
stream_status stream_messages(message_source& source, const stream_options& options);

}  // namespace attrib
