/// @file
/// The tables of a database, made and kept up to date.
#pragma once

#include <libattrib/core/embedded_file.hpp>
#include <libattrib/postgres/connection.hpp>
#include <span>
#include <string>

namespace attrib {

/// Brings the tables in the connection's schema to this program's version. Each step of
/// libattrib/postgres/migrations runs once, in a transaction with its row in `attrib_schema`;
/// programs that start together wait for one another. Where the version is right already this reads
/// it and takes no lock, so that a role that only reads, or a standby, will do. Throws failure:
/// schema_too_new when a later program has been here; database_refused when steps are missing and
/// the session may not write or create, when another schema of the database has the tables, or when
/// the server is a worker of a Citus cluster; else what connection throws.
void migrate(connection& on);

/// The same with other steps, numbered from 1 in their order.
void migrate(connection& on, std::span<const embedded_file> steps);

/// Names of a table's columns in their order, with commas between, quoted as `schema` is; empty
/// when there is no such table.
[[nodiscard]] std::string column_list(connection& on, const std::string& schema,
                                      const std::string& table);

}  // namespace attrib
