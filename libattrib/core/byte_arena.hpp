/// @file
/// Memory that is handed out piece by piece, stays where it is, and is given back all at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace attrib {

/// Not thread-safe.
class byte_arena {
   public:
    /// Grows by `block_bytes` at a time.
    explicit byte_arena(std::size_t block_bytes = std::size_t{64} * 1024) noexcept
        : block_bytes_(block_bytes) {}

    /// `size` bytes, aligned for 8-byte values, good until the arena is destroyed.
    [[nodiscard]] char* allocate(std::size_t size) {
        size = (size + 7) & ~std::size_t{7};
        if (size > left_) add_block(size);
        char* const piece = next_;
        next_ += size;
        left_ -= size;
        return piece;
    }

   private:
    void add_block(std::size_t at_least) {
        left_ = std::max(block_bytes_, at_least);
        next_ = blocks_.emplace_back(std::make_unique_for_overwrite<char[]>(left_)).get();
    }

    std::size_t block_bytes_;
    std::size_t left_ = 0;
    char* next_ = nullptr;
    std::vector<std::unique_ptr<char[]>> blocks_;
};

}  // namespace attrib
