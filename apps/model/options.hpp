/// @file
/// Command line of attrib-model.
#pragma once

#include <apps/console/attribution_flags.hpp>
#include <apps/console/channel_flags.hpp>
#include <apps/console/database_flags.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace attrib {

/// Must stay where it is from `add_to` until the command line is parsed.
struct model_flags {
    console::database_flags database;
    console::attribution_flags attribution;
    console::channel_flags channels;
    std::string engine;               ///< cpp, sql or empty: not given
    std::vector<std::string> select;  ///< models, for SQL
    bool full_refresh = false;
    bool distributed = false;
    bool follow = false;
    bool retry = false;
    std::vector<std::int64_t> batches;  ///< of the quarantine
    std::vector<std::string> users;     ///< to forget, or of the quarantine
    std::string users_file;
    bool json = false;

    void add_to(boost::program_options::options_description& options);

    /// Throws failure (invalid_option) for options that `command` does not have.
    void check(const std::string& command) const;

   private:
    void add_building(boost::program_options::options_description& options);
    void add_others(boost::program_options::options_description& options);
};

}  // namespace attrib
