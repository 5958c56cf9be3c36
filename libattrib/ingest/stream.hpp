/// @file
/// Events into ga4_events_raw as they happen, each accepted row exactly once whatever happens
/// between.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <libattrib/ingest/replay.hpp>
#include <libattrib/io/reading_options.hpp>
#include <libattrib/io/reject_tally.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/postgres/reconnect.hpp>
#include <string>

namespace attrib {

struct stream_status {
    row_counts added;                   ///< rows that were committed
    reject_tally rejects;               ///< of those
    std::uint64_t earlier = 0;          ///< rows the ledger had already
    std::size_t waiting = 0;            ///< batches between reader and database
    std::uint64_t tombstones = 0;       ///< messages without a value, which are no rows
    std::uint64_t messages_behind = 0;  ///< messages of a log that were not read yet, about
    std::chrono::microseconds lag{0};   ///< from reading a batch's first row to its commit
    bool is_interrupted = false;        ///< it was not read to its end; of a followed file never so
};

struct stream_options {
    std::string database;  ///< as `connection` takes it
    reading_options reading;
    std::size_t batch_rows = 1000;            ///< a batch is committed when it has so many rows
    std::chrono::milliseconds batch_age{10};  ///< or when its first row has waited so long
    stream_pace pace;
    bool shift_to_now = false;  ///< move all times so that the first event is now
    bool follow = false;        ///< go on at the end of the file, for what is appended
    std::string source_name;    ///< what a restart knows a pipe by; empty: a source of its own
    /// The clock. Events more than `future_allowance` later, moved or not, are rejects; null: none
    /// is.
    std::function<timestamp()> now{};
    retry_policy how{};  ///< whose interrupt ends it, all that was read committed
    std::function<void(const stream_status&)> on_status{};  ///< told after each batch
};

/// Streams a CSV or NDJSON of events (`-`: standard input) to its end or, when following, until
/// interrupted. Every batch commits with its row in the ledger, which is also how a restart finds
/// its place: by the file's bytes; for a followed file by its path and the bytes before the
/// position; for what is read once (see is_read_once) by `source_name`, when the same bytes are
/// sent again from the beginning. While another program adds the source it waits, and then goes on
/// where that one came to. One thread reads, one commits; eight batches may wait between them, then
/// reading waits. While the server is away nothing is lost, reading stops and goes on. With
/// `shift_to_now` the shift of the first run is kept by those that go on. Throws failure: as
/// event_file::open and connection, but for lost connections.
stream_status stream_events(const std::string& path, const stream_options& options);

}  // namespace attrib
