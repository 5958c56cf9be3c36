/// @file
/// A real Postgres for tests: one private cluster a test program, a new database a test.
#pragma once

#include <filesystem>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/local_cluster.hpp>
#include <libattrib/postgres/schema.hpp>
#include <string>
#include <tests/support/events.hpp>

namespace attrib::test {

/// A folder that the server's user can reach, too.
class reachable_directory : public temporary_directory {
   public:
    reachable_directory() {
        std::filesystem::permissions(
            path(), std::filesystem::perms::others_exec | std::filesystem::perms::others_read,
            std::filesystem::perm_options::add);
    }
};

/// The cluster that all tests of this program share.
inline local_cluster& test_cluster() {
    static const reachable_directory folder;
    static local_cluster cluster(folder.file("data"));
    // Tests kill the server, never the machine: what it has written survives, and waiting for the
    // disk was most of the tests' time.
    static const bool is_quick = [] {
        connection on(cluster.database());
        on.run("alter system set fsync = off");
        on.run("select pg_reload_conf()");
        return true;
    }();
    static_cast<void>(is_quick);
    return cluster;
}

inline std::string database_of_cluster(const std::string& name) {
    std::string url = test_cluster().database();
    return url.replace(url.find("dbname=attrib"), std::string::npos, "dbname=" + name);
}

/// The name of a database with our tables: a copy takes less time than the migrations.
inline const std::string& migrated_database() {
    static const std::string name = [] {
        connection(test_cluster().database()).run("create database migrated");
        connection on(database_of_cluster("migrated"));
        migrate(on);
        return std::string("migrated");
    }();
    return name;
}

/// A database of its own, with our tables.
class temporary_database {
   public:
    /// `options` of `create database` that is not a copy then.
    explicit temporary_database(const std::string& options = {}) {
        static int number = 0;
        const std::string database = "test" + std::to_string(++number);
        name_ = database_of_cluster(database);
        connection(test_cluster().database())
            .run("create database " + database + " " +
                 (options.empty() ? "template " + migrated_database() : options));
        if (options.empty()) return;
        connection on(name_);
        migrate(on);
    }

    /// What `connection` takes.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] connection connect() const { return connection(name_); }

    /// The first column of the first row that a query gives.
    [[nodiscard]] std::string value(const std::string& query) const {
        return std::string(connect().run(query).text(0, 0));
    }

   protected:
    struct existing {
        std::string name;
    };
    /// One that another class makes and drops.
    explicit temporary_database(existing made) : name_(std::move(made.name)) {}

   private:
    std::string name_;
};

/// The command-line flag that names the database, with a space after it.
inline std::string at(const temporary_database& database) {
    return "--database \"" + database.name() + "\" ";
}

}  // namespace attrib::test
