/// @file
/// Where the engine's rows go: CSV files, COPY streams, or whatever else takes bytes.
#pragma once

#include <array>
#include <libattrib/attribution/rows.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// Rows of each table, encoded.
using table_pieces = std::array<std::string, table_count>;

/// Turns rows into bytes on many threads, then receives the bytes in order: by user (byte by byte),
/// and within a user by time.
class table_sink {
   public:
    virtual ~table_sink() = default;

    /// Whether this sink takes that table; the engine skips work for tables nobody takes.
    [[nodiscard]] virtual bool takes(table which) const noexcept = 0;

    /// Appends one user's rows of a table to `out`; those of stg_ga4_events come by some thousand a
    /// call. Called from many threads at once.
    virtual void encode(table which, const user_rows& rows, std::string& out) const = 0;

    /// Appends rows of a summed table to `out`. Called at the end, once per table; those of
    /// mart_paths come by some thousand a call.
    virtual void encode(table which, const summed_rows& rows, std::string& out) const = 0;

    /// Takes encoded rows of a table; one call at a time, in order. Throws `failure` when they
    /// cannot be written.
    virtual void write(table which, std::string&& rows) = 0;
};

}  // namespace attrib
