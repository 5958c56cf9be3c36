/// @file
/// All events of a run, partitioned by user.
#pragma once

#include <array>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/engine/delivery_log.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace attrib {

/// Takes events on one thread and files them under their user's partition; fills empty channels.
/// What it refers to must outlive it.
class event_writer {
   public:
    /// Keeps at most about `memory_bytes` of events in memory and spills the others to disk; 0:
    /// all in memory.
    event_writer(dictionary& texts, const channel_classifier& classifier,
                 const conversion_names& conversions, kept_columns kept, std::size_t memory_bytes);

    /// Throws failure (write_failed) when the disk has no room.
    void add(const event& added);

   private:
    friend class event_store;
    friend class user_grouper;

    // An origin by its texts' numbers.
    using origin_ids = std::array<std::uint32_t, 5>;

    classification classification_of(const event& unfilled);
    void spill();
    [[nodiscard]] const spill_file* file() const noexcept { return file_ ? &*file_ : nullptr; }

    dictionary_reader texts_;
    const channel_classifier* classifier_;
    const conversion_names* conversions_;
    kept_columns kept_;
    std::size_t memory_bytes_;
    byte_arena memory_;
    std::optional<spill_file> file_;  // once something is spilled
    std::vector<delivery_log> partitions_;
    std::map<origin_ids, classification> classifications_;
};

/// The writers of all threads; user_grouper finds the users in what they took.
class event_store {
   public:
    static constexpr std::size_t partition_count = 256;

    /// `writers` threads will add events. `memory_bytes`: of all of them, see event_writer.
    event_store(unsigned writers, const channel_classifier& classifier,
                const conversion_names& conversions, kept_columns kept = kept_columns::all,
                std::size_t memory_bytes = 0);

    [[nodiscard]] event_writer& writer(unsigned index) noexcept { return writers_[index]; }

    [[nodiscard]] const dictionary& texts() const noexcept { return texts_; }

    [[nodiscard]] kept_columns kept() const noexcept { return kept_; }

    /// Whether some events are on disk.
    [[nodiscard]] bool has_spilled() const noexcept;

   private:
    friend class user_grouper;

    dictionary texts_;
    kept_columns kept_;
    std::vector<event_writer> writers_;
};

}  // namespace attrib
