/// @file
/// A set of small numbers that is emptied again and again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace attrib {

/// Numbers below 2^64 - 1. Not thread-safe.
class pair_set {
   public:
    /// Whether it is new.
    bool insert(std::uint64_t number) {
        if ((used_ + 1) * 2 > slots_.size()) grow();
        std::uint64_t& slot = slots_[place_of(number)];
        if (slot == number + 1) return false;
        slot = number + 1;
        ++used_;
        return true;
    }

    void clear() {
        std::ranges::fill(slots_, 0);
        used_ = 0;
    }

   private:
    [[nodiscard]] std::size_t place_of(std::uint64_t number) const noexcept {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = (number * 0x9e3779b97f4a7c15) >> 32 & mask;
        while (slots_[at] != 0 && slots_[at] != number + 1) at = (at + 1) & mask;
        return at;
    }

    void grow() {
        std::vector<std::uint64_t> old(slots_.size() * 2);
        old.swap(slots_);
        for (const std::uint64_t each : old)
            if (each != 0) slots_[place_of(each - 1)] = each;
    }

    std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1024);  // number + 1; 0: free
    std::size_t used_ = 0;
};

}  // namespace attrib
