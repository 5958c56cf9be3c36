/// @file
/// A conversion with what both models credit, as JSON.
#pragma once

#include <libattrib/report/conversion_key.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {

/// Takes the columns conversion_id, id_hash, user_pseudo_id and conversion_timestamp.
struct conversion_identity {
    std::string conversion_id;
    conversion_key key;
};
[[nodiscard]] conversion_identity read_identity(row_reader& row);

/// Reads the columns of query/conversions.sql and query/conversion.sql.
[[nodiscard]] json read_conversion(row_reader& row);

}  // namespace attrib
