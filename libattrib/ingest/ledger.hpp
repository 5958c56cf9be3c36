/// @file
/// The ledger `ingest_batches`: which parts of which sources are in the database.
#pragma once

#include <cstdint>
#include <libattrib/io/content_mark.hpp>
#include <libattrib/io/event_file.hpp>
#include <libattrib/postgres/connection.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Channel of NOTIFY on which every new batch is announced.
inline constexpr const char* ingest_channel = "attrib_ingest";

/// A part of a source that is loaded: bytes of its decompressed text, the line after it, and what
/// its end is known by, if that was kept.
struct loaded_part {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t end_line = 0;
    std::optional<content_mark> mark{};
};

/// What the ledger says of a source.
struct source_progress {
    std::vector<loaded_part> parts;  ///< by begin, each as long as can be; no two touch
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;

    /// Bytes of all parts.
    [[nodiscard]] std::uint64_t bytes() const noexcept;
};

/// Final only for who holds the source, see source_lock.
[[nodiscard]] source_progress progress_of(connection& on, const std::string& source);

/// How a batch's rows are found again: one by one in an index, or, where there are so many that
/// they fill pages of their own, by what is known of those.
enum class batch_kind : unsigned char { single_rows, bulk };

/// Batches of so many bytes of text are bulk batches.
inline constexpr std::size_t bulk_batch_bytes = std::size_t{1} << 20;

/// A number for a new batch, above those before; of a bulk batch an odd one. Where rows of
/// forgotten users may have to be taken out of a batch, it is never a bulk batch.
[[nodiscard]] std::int64_t reserve_batch_id(connection& on,
                                            batch_kind kind = batch_kind::single_rows);

[[nodiscard]] constexpr bool is_bulk(std::int64_t batch_id) noexcept { return batch_id % 2 == 1; }

/// Has the server look where rows of bulk batches lie that came since the last time; until then, or
/// until a vacuum, it looks for them through all that came since. Does nothing during a vacuum of
/// ga4_events_raw, or for a role that does not own the table.
void find_bulk_pages(connection& on);

struct batch_entry {
    std::int64_t batch_id = 0;
    const std::string& source;
    const std::string& source_name;
    const event_chunk& where;
    row_counts counts;
    std::optional<content_mark> mark{};  ///< of its end, where the source may be rewritten
};

/// Adds a batch; false when any byte of its part of the source is in the ledger already. REQUIRES:
/// a transaction, which also adds the rows.
[[nodiscard]] bool record_batch(connection& on, const batch_entry& entry);

/// Cuts a chunk at the ends of rows into the pieces that no part covers. `parts` is sorted, and
/// its ends are ends of rows.
[[nodiscard]] std::vector<event_chunk> pieces_outside(event_chunk&& chunk,
                                                      const std::vector<loaded_part>& parts);

}  // namespace attrib
