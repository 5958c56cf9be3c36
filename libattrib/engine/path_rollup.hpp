/// @file
/// mart_paths while it is being added up.
#pragma once

#include <functional>
#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/attribution/shared_path_table.hpp>
#include <libattrib/attribution/touch.hpp>
#include <libattrib/core/dictionary.hpp>
#include <span>
#include <string>
#include <vector>

namespace attrib {

/// The table's paths begin with the place of the conversion name; channels follow, by their
/// dictionary numbers. One rollup a thread.
class path_rollup {
   public:
    /// `into` must outlive it.
    explicit path_rollup(shared_path_table& into) : writer_(into) {}

    /// Adds a conversion with its touchpoints in order of time; none: unattributed. Throws failure
    /// where the table does.
    void add(const path_conversion& converted, std::span<const touch> touches);

    /// As path_writer::finish.
    void finish() { writer_.finish(); }

   private:
    path_writer writer_;
    std::vector<text_number> key_;
};

/// Hands the rows of mart_paths on, some thousand at a time; they are good until the call returns.
/// Sorted by conversion name and currency (null first), then by conversions, most first, then by
/// the bytes of the path's channels, a shorter path before those that continue it. `names` are the
/// conversion names by their places, `texts` has the numbers of channels and currencies.
void for_path_rows(const shared_path_table& paths, const std::vector<std::string>& names,
                   const dictionary& texts,
                   const std::function<void(std::span<const path_mart_row>)>& take);

}  // namespace attrib
