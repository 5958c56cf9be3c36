/// @file
/// Which database a program works on.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <libattrib/postgres/local_cluster.hpp>
#include <optional>
#include <string>

namespace attrib::console {

/// A database that is there, with its schema; keeps the private server running while it lives.
struct opened_database {
    std::optional<local_cluster> cluster;  ///< nothing: the user's own server
    std::string name;                      ///< as `connection` takes it
};

/// --database and --data-dir. Must stay where it is from `add_to` until the command line is parsed.
class database_flags {
   public:
    database_flags() = default;
    database_flags(const database_flags&) = delete;
    database_flags& operator=(const database_flags&) = delete;

    void add_to(boost::program_options::options_description& options);

    /// What `open` does but for the tables: names the database and asks nothing of it. Throws
    /// failure (invalid_option: a malformed URL).
    void locate(const std::string& program, opened_database& out) const;

    /// Opens --database; without it DATABASE_URL, or what the PG* variables name; without those the
    /// private Postgres under --data-dir, and says so on standard error. Brings the schema up to
    /// date. Throws failure.
    void open(const std::string& program, opened_database& out) const;

   private:
    std::string database_;
    std::string data_dir_ = "attrib-data";
};

}  // namespace attrib::console
