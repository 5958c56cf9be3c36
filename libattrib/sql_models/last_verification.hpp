/// @file
/// What the last verification found: the table last_verification.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <libattrib/sql_models/verify_tables.hpp>

namespace attrib {

/// Keeps it in the place of the one before. REQUIRES: no transaction on `on`. Throws what
/// connection throws.
void note_verification(connection& on, const verification& found);

}  // namespace attrib
