/// @file
/// A Citus cluster that is there already, for tests: ATTRIB_TEST_CITUS names its nodes.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <libattrib/postgres/connection_string.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <sstream>
#include <string>
#include <tests/support/temporary_database.hpp>
#include <vector>

namespace attrib::test {

/// URLs of the coordinator and then of its workers, as a superuser reaches them from here and the
/// nodes from each other; none without ATTRIB_TEST_CITUS, which has them with spaces between.
inline std::vector<std::string> cluster_nodes() {
    const char* const given = std::getenv("ATTRIB_TEST_CITUS");
    std::istringstream words(given == nullptr ? "" : given);
    std::vector<std::string> nodes;
    for (std::string url; words >> url;) nodes.push_back(url);
    return nodes;
}

/// Says so if ATTRIB_TEST_CITUS is not set.
inline bool has_cluster() {
    if (cluster_nodes().size() > 1) return true;
    std::puts("skipped: ATTRIB_TEST_CITUS names no Citus cluster (docs/scale.md, Tests)");
    return false;
}

/// Another database of a node, as `connection` takes it.
inline std::string on_node(const std::string& node, const std::string& database) {
    std::string text;
    for (const auto& [keyword, value] : parse_connection_string(node).value())
        if (keyword != "dbname") text += fmt::format("{}='{}' ", keyword, value);
    return text + fmt::format("dbname='{}'", database);
}

/// A database on all nodes, where docs/scale.md has been followed as far as `init --distributed`.
/// Dropped with this.
class cluster_database : public temporary_database {
   public:
    cluster_database() : cluster_database(next_name(), true) {}

    /// With our tables, on the coordinator only for the time being.
    struct not_distributed {};
    explicit cluster_database(not_distributed) : cluster_database(next_name(), false) {}

    ~cluster_database() {
        for (const std::string& node : cluster_nodes())
            connection(node).run("drop database if exists " + database_ + " with (force)");
    }
    cluster_database(const cluster_database&) = delete;
    cluster_database& operator=(const cluster_database&) = delete;

    /// The same database on worker `number`, the first being 1.
    [[nodiscard]] std::string worker(std::size_t number) const {
        return on_node(cluster_nodes().at(number), database_);
    }

   private:
    cluster_database(const std::string& database, bool is_distributed)
        : temporary_database(existing{on_node(cluster_nodes().front(), database)}),
          database_(database) {
        make_nodes();
        connection on(name());
        migrate(on);
        if (is_distributed) distribute_tables(on);
    }

    static std::string next_name() {
        static int number = 0;
        return "attrib_test" + std::to_string(++number);
    }

    void make_nodes() const {
        const std::vector<std::string> nodes = cluster_nodes();
        for (const std::string& node : nodes) {
            connection(node).run("drop database if exists " + database_ + " with (force)");
            connection(node).run("create database " + database_);
            connection(on_node(node, database_)).run("create extension citus");
        }
        connection on(name());
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const connection_keywords keywords = parse_connection_string(nodes[i]).value();
            on.run(
                i == 0 ? "select citus_set_coordinator_host($1, $2)"
                       : "select citus_add_node($1, $2)",
                {std::string(value_of(keywords, "host")), std::string(value_of(keywords, "port"))});
        }
    }

    std::string database_;
};

}  // namespace attrib::test
