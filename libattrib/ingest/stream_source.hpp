/// @file
/// One source on its way into the database.
#pragma once

#include <libattrib/ingest/event_source.hpp>
#include <libattrib/ingest/replay.hpp>
#include <libattrib/ingest/stream.hpp>

namespace attrib {

/// What all sources of one call of stream_events share.
struct stream_run {
    explicit stream_run(const stream_options& given) : options(given), pace(given.pace) {}

    const stream_options& options;
    pacer pace;
    stream_status status;
};

/// Streams a source to its end; returns how it ended, `open` when interrupted, `cut_short`, too,
/// when it lost its first row before it was taken. Throws failure: interrupted when nothing was
/// begun, and what the source, stream_reader and source_store throw.
source_end stream_source(stream_run& run, event_source& source);

}  // namespace attrib
