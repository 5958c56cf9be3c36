/// @file
/// Users' encoded rows on disk, in runs that are sorted by user, and merging the runs: the way to
/// the tables when not all users fit in memory.
#pragma once

#include <array>
#include <libattrib/engine/table_sink.hpp>
#include <libattrib/io/spill_file.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Some users with their rows, by user_pseudo_id. The file must outlive it.
class user_run {
   public:
    /// Adds a user and their rows. Call on one thread at a time for all runs in one file.
    /// REQUIRES: users come in order; all runs get `file`, and `finish` after the last user.
    void add(std::string_view user_pseudo_id, const table_pieces& rows, spill_file& file);
    void finish(spill_file& file);

   private:
    friend class run_reader;

    void write(spill_file& file);

    const spill_file* file_ = nullptr;
    std::vector<spill_file::extent> extents_;
    std::string unwritten_;
};

/// Hands the rows of all runs to `sink`, by user. REQUIRES: no user is in two runs. Throws what the
/// sink and spill_file throw.
void merge_runs(std::span<const user_run> runs, table_sink& sink);

}  // namespace attrib
