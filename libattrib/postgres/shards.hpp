/// @file
/// Where a Citus cluster keeps the rows of a table.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string>
#include <vector>

namespace attrib {

/// A part of a table's rows, which lies on one node.
struct shard {
    std::string node;      ///< its database there, as `connection` takes it
    std::string relation;  ///< its table there, as SQL writes it
};

/// The shards of a table that is spread by user, in the order of their users' hashes: of two such
/// tables, the shards at one place have the same users and lie on one node. `database` is that of
/// `on`; nodes are reached with the same user, password and settings, by the addresses that they
/// have in the cluster. Throws what connection throws.
[[nodiscard]] std::vector<shard> shards_of(connection& on, const std::string& database,
                                           const std::string& relation);

}  // namespace attrib
