/// @file
/// Logs of messages that others keep, such as Kafka's: partitions, each with ascending offsets.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

struct log_message {
    std::int32_t partition = 0;
    std::uint64_t offset = 0;
    std::optional<std::string_view> value{};  ///< JSON; nothing: a tombstone, which has none
};

/// Offsets of the messages that a partition has now.
struct offset_range {
    std::uint64_t first = 0;
    std::uint64_t end = 0;  ///< after the last one
};

/// Where each partition is read from.
using partition_places = std::map<std::int32_t, std::uint64_t>;

/// Told by `message_source::poll`.
class message_listener {
   public:
    virtual ~message_listener() = default;

    /// This program is to read these partitions, from where `read_from` says, and no others.
    virtual void given(const std::vector<std::int32_t>& partitions) = 0;

    /// This program has no partition any more.
    virtual void taken_away() = 0;

    /// The next message of a partition. Offsets ascend and may leave some out.
    virtual void take(const log_message& next) = 0;

    /// The log no longer has, or does not yet have, the place from which a partition is read.
    virtual void out_of_range(std::int32_t partition) = 0;
};

/// A kind of log is a class in `detail/` and a function such as `stream_kafka`. The log's own idea
/// of how far it was read does not count: the ledger says that. One thread calls all, but for
/// `stored`. They throw failure for what they cannot recover from; a log that does not answer for a
/// while is not such a case.
class message_source {
   public:
    message_source() = default;
    message_source(const message_source&) = delete;
    message_source& operator=(const message_source&) = delete;
    virtual ~message_source() = default;

    /// What users call a partition; stands in messages, rejects and the ledger.
    [[nodiscard]] virtual std::string name_of(std::int32_t partition) const = 0;

    /// What the ledger knows a partition by, also after the log moved to other machines.
    [[nodiscard]] virtual std::string identity_of(std::int32_t partition) const = 0;

    /// Connects and asks for partitions; waits while the log does not answer. False when
    /// interrupted meanwhile.
    [[nodiscard]] virtual bool open() = 0;

    /// Tells the listener what has come; waits for it, but no longer than so.
    virtual void poll(message_listener& listener, std::chrono::milliseconds longest) = 0;

    /// Asks the log; nothing when it does not answer soon.
    [[nodiscard]] virtual std::optional<offset_range> range_of(std::int32_t partition) = 0;

    /// Reads these of the partitions that it was given, and no others.
    virtual void read_from(const partition_places& places) = 0;

    /// The end of a partition as last heard of, without asking.
    [[nodiscard]] virtual std::optional<std::uint64_t> end_of(std::int32_t partition) const = 0;

    /// The ledger has all before `place`; the log may show that to whom it may concern. Any thread.
    virtual void stored(std::int32_t partition, std::uint64_t place) = 0;
};

}  // namespace attrib
