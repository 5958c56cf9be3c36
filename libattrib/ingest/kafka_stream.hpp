/// @file
/// A topic of Kafka into ga4_events_raw.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/ingest/stream.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// Options of librdkafka, in the order that they are set.
using kafka_settings = std::vector<std::pair<std::string, std::string>>;

struct kafka_topic {
    std::string brokers;  ///< HOST:PORT, several with commas between; some of them suffice
    std::string topic;
    kafka_settings settings{};  ///< what the user adds: TLS, SASL, sizes
};

/// Adds `NAME=VALUE`. Errors: invalid_option (no equals sign, an option that this program sets).
/// Messages never quote a value.
[[nodiscard]] result<void> add_kafka_setting(kafka_settings& settings, std::string_view text);

/// Adds the lines `NAME=VALUE` of a file; empty lines and those that begin with # do not count.
/// Errors: those of add_kafka_setting, with the line, and file_not_found, file_unreadable.
[[nodiscard]] result<void> add_kafka_settings_of(kafka_settings& settings, const std::string& path);

/// As stream_messages. Partitions are shared with other programs that write into the same database
/// from the same topic: they are one consumer group, named by the database, unless the settings say
/// `group.id`. `options.source_name` tells sources of one topic apart. What the group commits to
/// Kafka is for those who watch its lag, and is never read. Throws failure, also: invalid_option (a
/// setting, a name of a topic), file_not_found (no such topic), file_unreadable (refused by the
/// brokers, or a place in a topic that was deleted and created again).
stream_status stream_kafka(const kafka_topic& from, const stream_options& options);

}  // namespace attrib
