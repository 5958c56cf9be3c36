/// @file
/// All events of a run, partitioned by user, and from them the users.
#pragma once

#include <array>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/engine/stored_event.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace attrib {

/// One user's deliveries, in no order.
struct stored_user {
    std::string_view user_pseudo_id;
    std::span<const stored_event> deliveries;
};

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

    std::string_view channel_of(const event& unfilled);
    void spill();
    [[nodiscard]] const spill_file* file() const noexcept { return file_ ? &*file_ : nullptr; }

    dictionary_reader texts_;
    const channel_classifier* classifier_;
    const conversion_names* conversions_;
    kept_columns kept_;
    std::size_t memory_bytes_;
    byte_arena memory_;
    std::optional<spill_file> file_;  // once something is spilled
    std::vector<stored_events> partitions_;
    std::map<origin_ids, std::string_view> channels_;
};

/// The writers of all threads, and the users found in what they took.
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

/// The users of one partition, in no order; views of `memory`, `deliveries` and of the store.
struct user_group {
    byte_arena memory;                     ///< names, and events that were on disk
    std::vector<stored_event> deliveries;  ///< one user's behind another's
    std::vector<stored_user> users;
};

/// Groups a store's partitions by user, one after another, on one thread.
class user_grouper {
   public:
    /// REQUIRES: nothing is added to `store` any more; it outlives the groups.
    explicit user_grouper(const event_store& store) : store_(store), slots_(1024) {}

    /// Users are told apart by their text, not by its hash. `out` may hold another partition.
    void group(std::size_t partition, user_group& out);

   private:
    struct slot {
        packed_text name;  // null: free
        std::uint32_t hash = 0;
        std::uint32_t number = 0;
    };

    std::uint32_t number_of(const packed_text& name);
    [[nodiscard]] slot& free_slot(std::uint32_t hash) noexcept;
    void grow();

    const event_store& store_;
    std::vector<stored_block> blocks_;    // of the partition
    std::vector<slot> slots_;             // power of two, at most half full
    std::vector<packed_text> names_;      // by the user's number
    std::vector<std::size_t> counts_;     // of deliveries, by the user's number
    std::vector<std::uint32_t> numbers_;  // of each delivery's user, as they came
};

/// Sorts users by user_pseudo_id, byte by byte.
void sort_users(std::vector<stored_user>& users);

}  // namespace attrib
