/// @file
/// Which columns of which sources nothing is read from: the table ignored_columns.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string>
#include <vector>

namespace attrib {

/// Columns that are noted of a source; of more the first ones.
inline constexpr std::size_t most_ignored_columns = 100;

/// Notes what the header of a source has and nobody reads, in the place of what was noted of it
/// before. REQUIRES: no transaction on `on`. Throws what connection throws.
void note_ignored_columns(connection& on, const std::string& source_name,
                          const std::vector<std::string>& columns);

}  // namespace attrib
