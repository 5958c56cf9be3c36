/// @file
/// The command line of attrib-load.
#pragma once

#include <apps/console/database_flags.hpp>
#include <apps/console/map_flags.hpp>
#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <libattrib/ingest/loader.hpp>

namespace attrib {

/// Must stay where it is from `add_to` until the command line is parsed.
struct load_flags {
    console::database_flags database;
    console::map_flags map;
    std::int64_t threads = 2;
    std::int64_t batch_kib = 8192;
    bool json = false;

    void add_to(boost::program_options::options_description& options);

    /// What was given, but for the database. Throws failure (bad_mapping).
    [[nodiscard]] load_options load() const;
};

}  // namespace attrib
