/// @file
/// All events of a run, partitioned by user, and from them the users.
#pragma once

#include <array>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/engine/delivery_log.hpp>
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
    std::size_t deliveries = 0;              ///< how many
    std::span<const stored_block> events{};  ///< where: mostly one block
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
    std::vector<delivery_log> partitions_;
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

/// The users of one partition, in no order, with all that was delivered of them. Views of its own
/// memory and of the store's.
struct user_group {
    std::vector<stored_user> users;

   private:
    friend class user_grouper;

    byte_arena memory_;            // names, and events for which nobody had a block
    std::vector<char*> borrowed_;  // blocks of the store's memory
    std::vector<stored_block> events_;
};

/// Groups a store's partitions by user, one after another, on one thread.
class user_grouper {
   public:
    /// REQUIRES: nothing is added to `store` any more; it outlives the groups.
    explicit user_grouper(event_store& store) : store_(store), slots_(1024) {}

    /// Takes a partition out of the store. Users are told apart by their text, not by its hash.
    /// `out` may hold another partition, which is gone then. REQUIRES: no other thread is at the
    /// same partition.
    void group(std::size_t partition, user_group& out);

   private:
    struct slot {
        packed_text name;  // null: free
        std::uint32_t hash = 0;
        std::uint32_t number = 0;
    };

    // What is known of a user, by their number.
    struct found_user {
        packed_text name;
        std::size_t deliveries = 0;
        std::size_t bytes = 0;  // of their events
        char* next = nullptr;   // where the next event goes
        char* end = nullptr;    // of the room there
        char* begin = nullptr;
    };

    // A block that one user has filled.
    struct full_block {
        std::uint32_t user;
        stored_block events;
    };

    void number_users();
    void make_room(user_group& out);
    void place_events(user_group& out);
    void list_users(user_group& out);
    std::uint32_t number_of(const packed_text& name);
    [[nodiscard]] slot& free_slot(std::uint32_t hash) noexcept;
    void grow();
    char* take_block(user_group& out);
    void write(const delivery& delivered, std::uint32_t user, user_group& out);

    event_store& store_;
    byte_arena loaded_memory_;
    std::vector<delivery_log::block> loaded_;  // of the partition, from disk
    std::vector<delivery_log::block> blocks_;  // of the partition, from memory
    std::vector<char*> spare_;                 // blocks of partitions before
    std::vector<slot> slots_;                  // power of two, at most half full
    std::vector<found_user> users_;            // by number
    std::vector<std::uint32_t> numbers_;       // of each delivery's user, as they came
    std::vector<full_block> full_;
};

/// Sorts users by user_pseudo_id, byte by byte, on `threads` threads.
void sort_users(std::vector<stored_user>& users, unsigned threads = 1);

}  // namespace attrib
