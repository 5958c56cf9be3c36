/// @file
/// Transactions on several nodes of a Citus cluster. Each node prepares its part, the coordinator
/// commits, then each node commits. When a connection is lost between these steps, a prepared part
/// stays on the node until somebody ends it as the coordinator's transaction ended.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string>

namespace attrib {

/// The name under which nodes prepare their parts of the transaction that is open on the
/// coordinator. It names that transaction, so that recover_transactions finds how it ended. A
/// coordinator that crashes gives no other transaction the same number: a commit on `other` flushes
/// the write-ahead log that has it. REQUIRES: a transaction on `coordinator`, and none on `other`,
/// which is another connection to the same server.
[[nodiscard]] std::string name_for_parts(connection& coordinator, connection& other);

/// Prepares the transaction that is open on a node under that name.
void prepare_part(connection& node, const std::string& name);

/// Commits a prepared part. Does nothing when recover_transactions did so before.
void commit_part(connection& node, const std::string& name);

/// Whether a node has not done yet what a committed transaction is to do there, be it one of
/// Citus' own or one of ours. False on one Postgres. Throws database_unavailable, too, when a node
/// cannot be asked.
[[nodiscard]] bool has_unfinished_commits(connection& on);

/// Commits or rolls back on all nodes what a broken connection left prepared there. Leaves parts
/// of transactions that still run. Parts that the role may not end stay as they are: those of Citus
/// until Citus ends them (citus.recover_2pc_interval), ours until the role that prepared them or a
/// superuser calls this. Does nothing on one Postgres.
void recover_transactions(connection& on);

}  // namespace attrib
