/// @file
/// A set of things known by a hash and an equality that is asked only when hashes agree. Made to be
/// cleared and filled again for one user after another.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace attrib {

/// Open addressing over 64-bit hashes. Not thread-safe.
class identity_set {
   public:
    /// Empties the set and makes room for `count` members.
    void clear(std::size_t count) {
        const std::size_t size = std::bit_ceil(count * 2 + 1);
        slots_.assign(size, slot{});
        mask_ = size - 1;
    }

    /// Adds member `index` with this hash unless `equal(other)` holds for a member `other` that has
    /// the same hash. Returns whether it was added. REQUIRES: no more members than `clear` was
    /// told.
    template <class Equal>
    bool insert(std::uint64_t hash, std::uint32_t index, const Equal& equal) {
        for (std::size_t place = hash & mask_;; place = (place + 1) & mask_) {
            slot& here = slots_[place];
            if (here.next_index == 0) {
                here = {hash, index + 1};
                return true;
            }
            if (here.hash == hash && equal(here.next_index - 1)) return false;
        }
    }

   private:
    struct slot {
        std::uint64_t hash = 0;
        std::uint32_t next_index = 0;  // index + 1; 0: free
    };

    std::vector<slot> slots_;
    std::size_t mask_ = 0;
};

}  // namespace attrib
