/// @file
/// The ledger `ingest_batches`: which parts of which sources are in the database.
#pragma once

#include <cstdint>
#include <libattrib/io/event_file.hpp>
#include <libattrib/postgres/connection.hpp>
#include <string>
#include <vector>

namespace attrib {

/// Channel of NOTIFY on which every new batch is announced.
inline constexpr const char* ingest_channel = "attrib_ingest";

/// A part of a source that is loaded: bytes of its decompressed text, and the line behind it.
struct loaded_part {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t end_line = 0;
};

/// What the ledger says of a source.
struct source_progress {
    std::vector<loaded_part> parts;  ///< by begin, each as long as can be; no two touch
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;

    /// Bytes of all parts.
    [[nodiscard]] std::uint64_t bytes() const noexcept;
};

[[nodiscard]] source_progress progress_of(connection& on, const std::string& source);

/// A number for a new batch.
[[nodiscard]] std::int64_t reserve_batch_id(connection& on);

struct batch_entry {
    std::int64_t batch_id = 0;
    const std::string& source;
    const std::string& source_name;
    const event_chunk& where;
    row_counts counts;
};

/// Adds a batch; false when its part of the source is in the ledger already. REQUIRES: a
/// transaction, which also adds the rows.
[[nodiscard]] bool record_batch(connection& on, const batch_entry& entry);

/// Cuts a chunk at the ends of rows into the pieces that no part covers. `parts` is sorted, and
/// its ends are ends of rows.
[[nodiscard]] std::vector<event_chunk> pieces_outside(event_chunk&& chunk,
                                                      const std::vector<loaded_part>& parts);

}  // namespace attrib
