/// @file
/// Command line of attrib-serve.
#pragma once

#include <apps/console/attribution_flags.hpp>
#include <apps/console/channel_flags.hpp>
#include <apps/console/database_flags.hpp>
#include <cstdint>
#include <libattrib/event/host.hpp>
#include <libattrib/http/access.hpp>
#include <libattrib/http/server.hpp>
#include <libattrib/postgres/reader_role.hpp>
#include <string>
#include <vector>

namespace attrib {

/// Must stay where it is from `add_to` until the command line is parsed.
struct serve_flags {
    console::database_flags database;
    console::attribution_flags attribution;
    console::channel_flags channels;
    std::string listen = "127.0.0.1:8080";
    std::string dashboard;  ///< folder; empty: what is built in
    std::string token_file;
    std::string refresh = "on";
    std::vector<std::string> origins;
    std::vector<std::string> own_hosts;
    std::string reader_role = default_reader_role;
    std::int64_t pool = 4;
    std::int64_t connections = 8000;
    std::int64_t connections_per_address = 4000;
    std::int64_t rate_limit = 0;  ///< requests a second; 0: no limit
    std::int64_t answer_timeout = 15;
    std::string report_memory = "1G";
    bool collect = false;
    std::vector<std::string> collect_origins;
    std::string bots = "reject";
    std::string ack = "durable";
    std::string collect_body = "1M";
    std::int64_t collect_rate = 0;      ///< requests a second of an address; 0: no limit
    std::int64_t collect_key_rate = 0;  ///< of a key
    std::string push_keys;              ///< file; empty: pushed messages need no signed token
    std::string push_audience;
    std::string push_email;
    std::string access_log;  ///< file, - for standard output; empty: none

    void add_to(boost::program_options::options_description& options);

    /// Throws failure: invalid_option; those of token_table::load.
    [[nodiscard]] server_options server() const;
    [[nodiscard]] access_rules access() const;
    [[nodiscard]] collect_rules collecting() const;
    [[nodiscard]] host_list site() const;
    [[nodiscard]] bool refreshes() const;
    [[nodiscard]] std::size_t memory_of_reports() const;
    /// Parts of it.
    [[nodiscard]] std::size_t memory_of_journeys() const { return memory_of_reports() / 2; }
    [[nodiscard]] std::size_t memory_of_sessions() const { return memory_of_reports() / 2; }

   private:
    void add_serving(boost::program_options::options_description& options);
    void add_collecting(boost::program_options::options_description& options);
    void add_asking(boost::program_options::options_description& options);
    void add_storing(boost::program_options::options_description& options);
};

}  // namespace attrib
