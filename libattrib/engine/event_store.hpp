/// @file
/// All events of a run, partitioned by user, and from them the users.
#pragma once

#include <array>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/engine/stored_event.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace attrib {

/// One user's deliveries, in no order.
struct stored_user {
    std::string_view user_pseudo_id;
    std::span<stored_handle> deliveries;
};

/// Takes events on one thread and files them under their user's partition; fills empty channels.
/// What it refers to must outlive it.
class event_writer {
   public:
    event_writer(dictionary& texts, const channel_classifier& classifier,
                 const conversion_names& conversions);

    void add(const event& added);

   private:
    friend class event_store;

    struct partition {
        byte_arena arena;
        std::vector<stored_handle> handles;
    };

    // An origin by its texts' numbers.
    using origin_ids = std::array<std::uint32_t, 5>;

    std::string_view channel_of(const event& unfilled);

    dictionary_reader texts_;
    const channel_classifier* classifier_;
    const conversion_names* conversions_;
    std::vector<partition> partitions_;
    std::map<origin_ids, std::string_view> channels_;
};

/// The writers of all threads, and the users found in what they took.
class event_store {
   public:
    /// `writers` threads will add events.
    event_store(unsigned writers, const channel_classifier& classifier,
                const conversion_names& conversions);

    [[nodiscard]] event_writer& writer(unsigned index) noexcept { return writers_[index]; }

    /// Groups what was added by user, on `threads` threads; the users come in no order. Users are
    /// told apart by their text, not by its hash. Call once, when nothing is added any more.
    [[nodiscard]] std::vector<stored_user> group_users(unsigned threads);

    [[nodiscard]] const dictionary& texts() const noexcept { return texts_; }

   private:
    std::vector<stored_user> group_partition(std::size_t index);

    dictionary texts_;
    std::vector<event_writer> writers_;
    std::vector<std::vector<stored_handle>> grouped_;  // by partition, one user behind another
};

/// Sorts users by user_pseudo_id, byte by byte.
void sort_users(std::vector<stored_user>& users);

}  // namespace attrib
