#include <libattrib/postgres/shards.hpp>

#include <libattrib/postgres/connection_string.hpp>

namespace attrib {

std::vector<shard> shards_of(connection& on, const std::string& database,
                             const std::string& relation) {
    const query_result found = on.run(
        "select nodename, nodeport, current_database(), format('%I.%I', nspname, relname || '_' || "
        "shardid) from pg_dist_shard join pg_dist_placement using (shardid) join pg_dist_node "
        "using (groupid) join pg_class on pg_class.oid = logicalrelid join pg_namespace on "
        "pg_namespace.oid = relnamespace where logicalrelid = $1::regclass and noderole = "
        "'primary' order by shardminvalue::bigint",
        {relation});
    const connection_keywords given = parse_connection_string(database).value();
    std::vector<shard> shards;
    for (std::size_t i = 0; i < found.rows(); ++i)
        shards.push_back(
            {text_of(at_address(given, found.text(i, 0), found.text(i, 1), found.text(i, 2))),
             std::string(found.text(i, 3))});
    return shards;
}

}  // namespace attrib
