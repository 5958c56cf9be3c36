/// @file
/// The tables of user rows on a Citus cluster, made on its nodes: shards that hold the same users
/// are read, computed and written by themselves, past the coordinator.
#pragma once

#include <libattrib/engine/engine.hpp>
#include <libattrib/marts/quarantine.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <optional>
#include <span>
#include <string>

namespace attrib {

struct shard_filling {
    const rebuild_options& options;
    const channel_classifier& classifier;
    const std::string& schema;      ///< of the new tables
    const set_aside& without;       ///< left out
    std::span<const table> tables;  ///< to make
    std::uint64_t rows = 0;         ///< that there are, for the progress told
};

/// Makes `<schema>.<table>__next` with its indexes, as many shards at once as the engine has
/// threads; memory grows with the events of these. No shard moves meanwhile. Nothing, and told
/// through on_message, where the nodes cannot be reached from here. REQUIRES: is_distributed, and
/// all rows that are wanted are visible on all nodes (hidden_rows.hpp). Throws failure:
/// interrupted, those of connection; then new tables may be left.
[[nodiscard]] std::optional<engine_summary> fill_shards(const shard_filling& how);

}  // namespace attrib
