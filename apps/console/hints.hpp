/// @file
/// What a run found that its user may not have meant: events that do not convert, columns that
/// look wrong.
#pragma once

#include <libattrib/engine/engine.hpp>
#include <libattrib/io/name_tally.hpp>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace attrib::console {

/// Names of events that were seen, and of those that were to convert, where none did.
struct names_seen {
    std::vector<std::string> conversions;
    std::vector<name_count> names;  ///< the commonest first
    bool is_exact = true;           ///< else the counts are too small, and rare names are missing
};

/// Says that no event converts, how to choose others by --conversion, and which names there are:
/// the commonest, with their counts, and those that differ from a wanted one in case or a letter
/// only. Prints nothing where `seen` has no names.
void print_names(std::ostream& out, const names_seen& seen);

/// A sentence for each column that looks wrong: an event_id that many rows of a user share at
/// different times; columns that look like sources and are not read while every conversion comes
/// from Direct.
[[nodiscard]] std::vector<std::string> column_warnings(
    const engine_summary& summary, std::span<const std::string> ignored_columns);

}  // namespace attrib::console
