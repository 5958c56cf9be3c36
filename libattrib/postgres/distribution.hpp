/// @file
/// The tables on a Citus cluster: rows of users spread over its nodes by user_pseudo_id.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string>

namespace attrib {

/// Whether `distribute_tables` was here.
[[nodiscard]] bool is_distributed(connection& on);

/// Spreads the tables of user rows by user_pseudo_id, all with one user on one node, and copies the
/// quarantine to every node; ledger, state and daily totals stay on the coordinator. Doing it again
/// changes nothing. Throws failure (database_refused) when the server has no Citus, saying how to
/// get it, when a node does not reach another, or when nodes differ in what must be the same, and
/// what connection throws. REQUIRES: migrate, which refuses a worker.
void distribute_tables(connection& on);

/// Whether a table has rows by user.
[[nodiscard]] bool has_users(connection& on, const std::string& relation);

/// Spreads one more, empty table: with its users, or copied to every node when its rows have none.
/// REQUIRES: is_distributed.
void distribute_table(connection& on, const std::string& relation);

/// Makes every node prepare the open transaction before it commits. Citus commits in one phase on a
/// node whose rows the transaction has read and then only added to by COPY, which it treats as a
/// read: a connection lost during that commit loses the rows, although the commit succeeds.
/// `relation` has rows by user. Does nothing on one Postgres.
void prepare_on_nodes(connection& on, const std::string& relation);

}  // namespace attrib
