/// @file
/// Messages of a queue as events: each holds rows of JSON as a file does.
#pragma once

#include <cstdint>
#include <libattrib/io/event_feed.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <libattrib/io/reading_options.hpp>
#include <libattrib/io/row_parser.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// Where a message stands.
struct message_place {
    const std::string& source;              ///< what rejects name as their file
    std::optional<std::uint64_t> offset{};  ///< what they name as their line; else it is their own
    timestamp latest = timestamp::max();    ///< later events are rejects

    /// The event_id of the first event that has none; the next ones get `.1`, `.2` and so on after
    /// it, so that a message that is delivered again has the same identities. Empty: none.
    std::string_view identity{};
};

/// Reads a message by itself, so that one that is broken spoils no other. Not thread-safe.
class json_message_parser {
   public:
    explicit json_message_parser(const reading_options& reading) : parser_(reading) {}

    /// Events to `consumer.accept`, what breaks a rule to `.refuse`. A message is an object,
    /// several of them or an array; one without anything but blanks is a reject.
    row_counts parse(std::string_view message, const message_place& place,
                     event_consumer& consumer);

   private:
    json_event_parser parser_;
};

}  // namespace attrib
