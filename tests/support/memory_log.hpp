/// @file
/// A log of messages in this process: another kind of message_source, which does what it is told.
#pragma once

#include <algorithm>
#include <functional>
#include <libattrib/ingest/message_source.hpp>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace attrib::test {

/// May be changed while it is read.
class memory_log {
   public:
    struct message {
        std::uint64_t offset;
        std::optional<std::string> value;
    };
    struct partition {
        std::vector<message> messages;
        std::uint64_t first = 0;
        std::uint64_t end = 0;
    };

    void append(std::int32_t to, const std::optional<std::string>& value) {
        const std::scoped_lock lock(mutex_);
        partition& log = partitions_[to];
        log.messages.push_back({log.end++, value});
    }
    /// As retention does, or the end of a transaction, whose mark takes an offset.
    void drop_before(std::int32_t of, std::uint64_t offset) {
        const std::scoped_lock lock(mutex_);
        partition& log = partitions_[of];
        std::erase_if(log.messages, [&](const message& each) { return each.offset < offset; });
        log.first = offset;
    }
    void leave_out(std::int32_t of, std::uint64_t offsets) {
        const std::scoped_lock lock(mutex_);
        partitions_[of].end += offsets;
    }
    void clear(std::int32_t which) {
        const std::scoped_lock lock(mutex_);
        partitions_[which] = {};
    }
    [[nodiscard]] partition copy(std::int32_t of) const {
        const std::scoped_lock lock(mutex_);
        const auto found = partitions_.find(of);
        return found == partitions_.end() ? partition{} : found->second;
    }

   private:
    mutable std::mutex mutex_;
    std::map<std::int32_t, partition> partitions_;
};

/// Reads a memory_log, of it the partitions that it is given.
class memory_source final : public message_source {
   public:
    explicit memory_source(const memory_log& log) : log_(log) {}

    void give(std::vector<std::int32_t> partitions) {
        const std::scoped_lock lock(mutex_);
        change_ = std::move(partitions);
    }

    [[nodiscard]] std::string name_of(std::int32_t partition) const override {
        return "memory:t/" + std::to_string(partition);
    }
    [[nodiscard]] std::string identity_of(std::int32_t partition) const override {
        return name_of(partition);
    }
    [[nodiscard]] bool open() override { return true; }

    void poll(message_listener& listener, std::chrono::milliseconds) override {
        const std::unique_lock lock(mutex_);
        if (const auto change = std::exchange(change_, std::nullopt)) {
            places_.clear();
            listener.taken_away();
            listener.given(*change);
        }
        const partition_places places = places_;
        for (const auto& [partition, place] : places) read(listener, partition, place);
    }
    [[nodiscard]] std::optional<offset_range> range_of(std::int32_t partition) override {
        const auto log = log_.copy(partition);
        return offset_range{log.first, log.end};
    }
    void read_from(const partition_places& places) override { places_ = places; }
    [[nodiscard]] std::optional<std::uint64_t> end_of(std::int32_t partition) const override {
        return log_.copy(partition).end;
    }
    void stored(std::int32_t partition, std::uint64_t place) override {
        const std::scoped_lock lock(stored_mutex_);
        stored_[partition] = place;
    }
    [[nodiscard]] std::uint64_t stored_place(std::int32_t partition) const {
        const std::scoped_lock lock(stored_mutex_);
        const auto found = stored_.find(partition);
        return found == stored_.end() ? 0 : found->second;
    }

   private:
    void read(message_listener& listener, std::int32_t partition, std::uint64_t place) {
        const auto log = log_.copy(partition);
        if (place < log.first || place > log.end) return listener.out_of_range(partition);
        for (const auto& each : log.messages) {
            if (each.offset < place) continue;
            places_[partition] = each.offset + 1;
            listener.take(
                {partition, each.offset,
                 each.value ? std::optional<std::string_view>(*each.value) : std::nullopt});
        }
    }

    const memory_log& log_;
    std::mutex mutex_;
    std::optional<std::vector<std::int32_t>> change_;
    partition_places places_;
    mutable std::mutex stored_mutex_;
    partition_places stored_;
};

}  // namespace attrib::test
