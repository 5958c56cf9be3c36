/// @file
/// Keeps the ledger small: one row for adjoining batches.
#pragma once

#include <cstdint>
#include <libattrib/postgres/connection.hpp>

namespace attrib {

/// How many of the newest batches keep a row of their own, so that it can be seen how they came.
inline constexpr std::uint64_t unmerged_batches = 1000;

/// The ledger's source for what `forget` took out of batches that were merged: negative counts.
inline constexpr const char* forgotten_source = "forgotten";

/// Merges ledger rows of batches that the tables have taken in: adjoining parts of one source into
/// the last of them, whose number, line and mark stay; POSTs without an Idempotency-Key, which
/// never come again, into one row. Keyed POSTs and batches in quarantine stay as they are. What the
/// ledger covers and its sums stay the same. For one connection at a time.
class ledger_merger {
   public:
    /// Says that the tables took in so many batches; merges when it is time to. Returns how many
    /// rows the ledger lost. Does nothing while others change the tables. REQUIRES: no transaction.
    /// Throws what connection throws.
    std::uint64_t taken_in(connection& on, std::uint64_t batches);

   private:
    std::int64_t merged_to_ = 0;                // batches up to this number were looked at
    std::uint64_t pending_ = unmerged_batches;  // batches since then, about; a start looks at once
};

}  // namespace attrib
