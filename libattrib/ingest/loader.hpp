/// @file
/// Files of events into ga4_events_raw, each accepted row exactly once whatever happens between.
#pragma once

#include <cstdint>
#include <functional>
#include <libattrib/io/event_file.hpp>
#include <libattrib/io/reject_tally.hpp>
#include <libattrib/postgres/reconnect.hpp>
#include <string>
#include <vector>

namespace attrib {

struct load_options {
    std::string database;  ///< as `connection` takes it
    reading_options reading;
    unsigned threads = 2;                            ///< connections that COPY at once, at least 1
    std::size_t batch_bytes = std::size_t{8} << 20;  ///< text a batch, about; one COPY, one commit
    retry_policy how{};  ///< whose interrupt stops it at the next batch; told who has the source
    /// Told, one call at a time, how far the file is in bytes of text, and how many it has.
    std::function<void(std::uint64_t, std::uint64_t)> on_progress;
};

struct load_summary {
    row_counts added;    ///< by this call
    row_counts earlier;  ///< by calls before, interrupted or not; `bytes` and `read` included
    std::vector<std::string> ignored_columns;
    reject_tally rejects;  ///< of the rows that this call added
};

/// Looks whether files can be loaded: they are regular ones (they will be read twice), begin with
/// the header of an event CSV or as JSON, and every rename finds its column or key. Throws what
/// event_file::open and check_renames_of report, and file_unreadable for standard input, pipes and
/// devices.
void check_loadable(const std::vector<std::string>& paths, const load_options& options);

/// Loads a file (as open_byte_source reads it); the schema must be there. One thread reads,
/// `threads` others parse and COPY; each batch commits with its row in the ledger. What the ledger
/// has already is passed over, so the same call again adds nothing, and after a failure it goes on.
/// Who else adds the source, load or stream, is waited for. Holds about `2 * threads + 2` batches
/// in memory. At the end the ledger must cover the file without a hole. Throws failure: those of
/// event_file and connection, interrupted, file_unreadable when the file changed while it was read.
load_summary load_file(const std::string& path, const load_options& options);

}  // namespace attrib
