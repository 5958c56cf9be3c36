/// @file
/// Memory that is handed out piece by piece, stays where it is, and is given back all at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace attrib {

/// Not thread-safe.
class byte_arena {
   public:
    /// Grows by `block_bytes` at a time.
    explicit byte_arena(std::size_t block_bytes = std::size_t{64} * 1024) noexcept
        : block_bytes_(block_bytes) {}

    byte_arena(byte_arena&& other) noexcept;
    byte_arena& operator=(byte_arena&&) = delete;
    ~byte_arena();

    /// `size` bytes, aligned for 8-byte values, good until the arena is destroyed. Throws
    /// std::bad_alloc.
    [[nodiscard]] char* allocate(std::size_t size) {
        size = (size + 7) & ~std::size_t{7};
        if (size > left_) add_block(size);
        char* const piece = next_;
        next_ += size;
        left_ -= size;
        used_ += size;
        return piece;
    }

    /// Bytes handed out since it was made or cleared.
    [[nodiscard]] std::size_t used() const noexcept { return used_; }

    /// Takes all pieces back, keeps the memory for new ones.
    void clear() noexcept {
        used_ = left_ = next_block_ = 0;
        next_ = nullptr;
    }

   private:
    void add_block(std::size_t at_least);

    std::size_t block_bytes_;
    std::size_t left_ = 0;
    char* next_ = nullptr;
    std::size_t used_ = 0;
    struct block {
        char* begin;
        std::size_t size;
    };
    std::vector<block> blocks_;
    std::size_t next_block_ = 0;  // first that is not in use
};

}  // namespace attrib
