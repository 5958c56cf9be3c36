/// @file
/// Where a Citus cluster keeps the rows of a table.
#pragma once

#include <cstdint>
#include <libattrib/postgres/connection.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// A part of a table's rows, which lies on one node.
struct shard {
    std::string node;      ///< its database there, as `connection` takes it
    std::string relation;  ///< its table there, as SQL writes it
    std::int64_t id = 0;
    std::int32_t first_hash = 0;  ///< hashtext of its users begins here
};

/// The shards of a table that is spread by user, in the order of their users' hashes: of two such
/// tables, the shards at one place have the same users and lie on one node. `database` is that of
/// `on`; nodes are reached with the same user, password and settings, by the addresses that they
/// have in the cluster. Throws what connection throws.
[[nodiscard]] std::vector<shard> shards_of(connection& on, const std::string& database,
                                           const std::string& relation);

/// Which of these shards of one table, in the order of shards_of, has the rows of a user.
[[nodiscard]] std::size_t place_of(std::span<const shard> shards, std::string_view user);

/// Why a node of these shards cannot be reached from here; nothing: all can. Throws what connection
/// throws but database_unavailable.
[[nodiscard]] std::optional<std::string> why_unreachable(std::span<const shard> shards);

}  // namespace attrib
