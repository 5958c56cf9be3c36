#include <apps/console/database_flags.hpp>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <cstdlib>
#include <iostream>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/connection_string.hpp>
#include <libattrib/postgres/schema.hpp>

namespace attrib::console {
namespace {

namespace po = boost::program_options;

bool is_set(const char* variable) {
    const char* const value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

// Whether libpq's own variables say where to go.
bool is_named_by_environment() {
    constexpr std::array variables{"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGSERVICE"};
    for (const char* const variable : variables)
        if (is_set(variable)) return true;
    return false;
}

}  // namespace

void database_flags::add_to(po::options_description& options) {
    auto add = options.add_options();
    add("database", po::value(&database_)->value_name("URL"),
        "postgresql://user@host/name; else DATABASE_URL, else the PG* variables, else a private "
        "Postgres");
    add("data-dir", po::value(&data_dir_)->default_value(data_dir_)->value_name("DIR"),
        "where the private Postgres keeps its data");
}

void database_flags::locate(const std::string& program, opened_database& out) const {
    if (!database_.empty()) {
        out.name = database_;
    } else if (is_set("DATABASE_URL")) {
        out.name = std::getenv("DATABASE_URL");
    } else if (!is_named_by_environment()) {
        out.cluster.emplace(data_dir_);
        out.name = out.cluster->database();
        std::cerr << program << ": using the private Postgres in " << data_dir_
                  << (out.cluster->has_started() ? ", started for now\n" : "\n");
        out.cluster->keep_running([program](const std::string& message) {
            std::cerr << program + ": " + message + '\n';
        });
    }
    parse_connection_string(out.name).value();
}

void database_flags::open(const std::string& program, opened_database& out) const {
    locate(program, out);
    connection on(out.name);
    migrate(on);
}

}  // namespace attrib::console
