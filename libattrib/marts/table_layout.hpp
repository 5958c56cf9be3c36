/// @file
/// Tables made beside the ones that are read, with the same indexes and storage settings, whoever
/// chose those. Both are in the connection's schema.
#pragma once

#include <libattrib/attribution/rows.hpp>
#include <libattrib/postgres/connection.hpp>
#include <span>
#include <string>

namespace attrib {

/// Gives a table, or view, that is to take the place of another the same owner and rights of
/// others.
void own_like(connection& on, const std::string& relation, const std::string& old);

/// Creates an empty table `relation` with the columns and storage settings of <which>.
void make_like(connection& on, const std::string& relation, table which);

/// Gives a table the storage settings of <which>, and others the rights that they have on it; rows
/// it has stay where they are.
void store_like(connection& on, const std::string& relation, table which);

/// Gives a table the check constraints of <which>; they hold for all rows, even where those there
/// are NOT VALID. Throws database_failure when a row breaks one.
void constrain_like(connection& on, const std::string& relation, table which);

/// Makes on `relation` every index of <which>, each called as there with `__next` after:
/// what `swap_in` expects.
void index_like(connection& on, const std::string& relation, table which);

/// Throws failure (database_refused), naming the rights and who has them, unless the connection's
/// user may put new tables in the place of ours; with `needs_schema` they are made in a schema of
/// their own first.
void require_rebuild_rights(connection& on, bool needs_schema = false);

/// Where earlier tries of `swap_in` failed and a vacuum or ANALYZE holds one of the tables, locks
/// that table and waits so long for it that the server cancels an autovacuum. REQUIRES: a
/// transaction that holds nothing that readers wait for, so that no deadlock arises. Throws failure
/// (database_busy) when the table is still held then: roll back and try again.
void outlast_autovacuum(connection& on, std::span<const table> which, std::size_t failed_tries);

/// Puts the tables <table>__next in the place of the old, with the same owners; views that read the
/// old read the new. REQUIRES: they are
/// complete, and a transaction on `on`, whose commit makes it happen for everyone at once. Throws
/// failure (database_busy) when readers hold a table for longer than a moment: then roll back,
/// which lets them go on, and try again.
void swap_in(connection& on, std::span<const table> which = stored_tables);

}  // namespace attrib
