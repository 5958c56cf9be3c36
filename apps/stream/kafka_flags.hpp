/// @file
/// Flags of attrib-stream that name a topic of Kafka.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <libattrib/ingest/kafka_stream.hpp>
#include <string>
#include <vector>

namespace attrib {

/// Must stay where it is from `add_to` until the command line is parsed.
class kafka_flags {
   public:
    void add_to(boost::program_options::options_description& options);

    /// Whether any of them was given.
    [[nodiscard]] bool are_given() const noexcept;

    /// Throws failure (invalid_option, file_not_found, file_unreadable).
    [[nodiscard]] kafka_topic topic() const;

   private:
    std::string brokers_;
    std::string topic_;
    std::vector<std::string> settings_;
    std::string settings_file_;
};

}  // namespace attrib
