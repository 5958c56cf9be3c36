/// @file
/// The command line of attrib-stream.
#pragma once

#include <apps/console/database_flags.hpp>
#include <apps/console/map_flags.hpp>
#include <apps/stream/kafka_flags.hpp>
#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <libattrib/ingest/stream.hpp>
#include <string>

namespace attrib {

/// Must stay where it is from `add_to` until the command line is parsed.
struct stream_flags {
    console::database_flags database;
    console::map_flags map;
    kafka_flags kafka;
    double delay = 0;  ///< seconds; 0: not given, as with the two below
    double rate = 0;
    double speed = 0;
    bool shift_to_now = false;
    bool follow = false;
    std::string source;
    std::int64_t batch_rows = 1000;
    std::int64_t batch_age_ms = 10;
    bool json = false;

    void add_to(boost::program_options::options_description& options);

    /// What was given, but for the database and the topic; `path` is empty where a topic is read.
    /// Throws failure (invalid_option, bad_mapping).
    [[nodiscard]] stream_options stream(const std::string& path) const;

   private:
    void check(const std::string& path) const;
    void add_replay(boost::program_options::options_description& options);
};

}  // namespace attrib
