#include <libattrib/postgres/shards.hpp>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/postgres/connection_string.hpp>
#include <libattrib/postgres/text_hash.hpp>
#include <set>

namespace attrib {

std::vector<shard> shards_of(connection& on, const std::string& database,
                             const std::string& relation) {
    const query_result found = on.run(
        "select nodename, nodeport, current_database(), format('%I.%I', nspname, relname || '_' || "
        "shardid), shardid, shardminvalue from pg_dist_shard join pg_dist_placement using "
        "(shardid) join pg_dist_node "
        "using (groupid) join pg_class on pg_class.oid = logicalrelid join pg_namespace on "
        "pg_namespace.oid = relnamespace where logicalrelid = $1::regclass and noderole = "
        "'primary' order by shardminvalue::bigint",
        {relation});
    const connection_keywords given = parse_connection_string(database).value();
    std::vector<shard> shards;
    for (std::size_t i = 0; i < found.rows(); ++i)
        shards.push_back(
            {text_of(at_address(given, found.text(i, 0), found.text(i, 1), found.text(i, 2))),
             std::string(found.text(i, 3)), found.integer(i, 4),
             static_cast<std::int32_t>(found.integer(i, 5))});
    return shards;
}

std::size_t place_of(std::span<const shard> shards, std::string_view user) {
    const auto next = std::ranges::upper_bound(shards, hashtext(user), {}, &shard::first_hash);
    return static_cast<std::size_t>(next - shards.begin()) - 1;
}

std::optional<std::string> why_unreachable(std::span<const shard> shards) {
    std::set<std::string> nodes;
    for (const shard& each : shards) nodes.insert(each.node);
    try {
        for (const std::string& node : nodes) connection{node};
    } catch (const failure& failed) {
        if (failed.code() != errc::database_unavailable) throw;
        return failed.what();
    }
    return std::nullopt;
}

}  // namespace attrib
