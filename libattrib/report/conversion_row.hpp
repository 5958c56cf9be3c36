/// @file
/// A conversion with what both models credit, as JSON.
#pragma once

#include <libattrib/report/row_reader.hpp>

namespace attrib {

/// Reads the columns of query/conversions.sql and query/conversion.sql.
[[nodiscard]] json read_conversion(row_reader& row);

}  // namespace attrib
