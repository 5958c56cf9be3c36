/// @file
/// From a partition's deliveries to its users, each with all that was delivered of them.
#pragma once

#include <cstdint>
#include <libattrib/core/byte_arena.hpp>
#include <libattrib/engine/event_store.hpp>
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
    void write(const logged_delivery& delivered, std::uint32_t user, user_group& out);

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
