/// @file
/// What was committed and a cluster does not show yet. Citus commits on its nodes one after
/// another: where a connection was cut meanwhile, a batch is in the ledger, or a refresh in the
/// totals, before all nodes show the rows, until their prepared transactions are recovered. On one
/// Postgres there is no such thing.
#pragma once

#include <cstddef>
#include <libattrib/marts/pending_batches.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/reconnect.hpp>
#include <span>
#include <string>

namespace attrib {

/// How many of these batches, in ascending order, have other rows visible than the ledger says.
[[nodiscard]] std::size_t count_hidden(connection& on, std::span<const waiting_batch> batches);

/// Waits until all that was committed is visible on all nodes, and so are the rows of all batches
/// that the tables lack, as the transaction on `view` sees the ledger. Recovers transactions
/// meanwhile, and tells it once. Costs nothing on one Postgres. `database` is that of `view`, as
/// `connection` takes it. REQUIRES: the transaction has read no user rows yet, as it may go on
/// seeing on a node what it saw there first. Throws failure: interrupted, those of connection.
void await_hidden_rows(connection& view, const std::string& database, const retry_policy& how);

}  // namespace attrib
