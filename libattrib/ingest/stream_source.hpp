/// @file
/// One source on its way into the database.
#pragma once

#include <functional>
#include <libattrib/ingest/source_store.hpp>
#include <libattrib/ingest/stream_reader.hpp>
#include <string>

namespace attrib {

/// What all sources of one call of stream_events share.
struct stream_run {
    explicit stream_run(const stream_options& given) : options(given), pace(given.pace) {}

    const stream_options& options;
    pacer pace;
    stream_status status;
};

struct opened_source {
    live_source& bytes;
    std::string name;       ///< what users call it
    bool can_skip = true;   ///< what is known need not be read
    bool is_whole = false;  ///< at its end the ledger must have all of it
};

/// As claim_source; the reader has read the first row.
using claim_begun = std::function<claimed_source(connection&, const stream_reader&)>;

/// Streams a source to its end; returns how it ended, `open` when interrupted. Throws failure:
/// interrupted when nothing was begun, and what stream_reader and source_store throw.
source_end stream_source(stream_run& run, const opened_source& source, const claim_begun& claim);

/// Moves the times of a source so that its first event is now; whoever goes on moves them as far as
/// the run before. The identity says how far. `shift` is what an earlier call of this run found.
void shift_to_now(connection& on, const stream_reader& reader, claimed_source& source,
                  std::optional<microseconds>& shift);

/// An identity without what shift_to_now appended.
[[nodiscard]] std::string without_shift(const std::string& identity);

}  // namespace attrib
