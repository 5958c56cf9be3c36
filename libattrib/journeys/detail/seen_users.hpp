/// @file
/// Which of a few users were seen in which groups.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <libattrib/journeys/detail/pair_set.hpp>
#include <vector>

namespace attrib {

/// For users from 0 to before a fixed number. Groups of low numbers are bits of a word per user:
/// groups are numbered as they first come, so that most sessions are in one of them. Not
/// thread-safe.
class seen_users {
   public:
    explicit seen_users(std::size_t users) : words_(users) {}

    /// Whether the user is new in the group.
    bool insert(std::size_t group, std::uint32_t user) {
        if (group >= bits) return others_.insert(group * words_.size() + user);
        const std::uint64_t bit = std::uint64_t{1} << group;
        const bool is_new = (words_[user] & bit) == 0;
        words_[user] |= bit;
        return is_new;
    }

    void clear() {
        std::ranges::fill(words_, 0);
        others_.clear();
    }

   private:
    static constexpr std::size_t bits = 64;

    std::vector<std::uint64_t> words_;
    pair_set others_;  // groups times users
};

}  // namespace attrib
