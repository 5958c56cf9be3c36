/// @file
/// Whose the rows of files are and where they lie, in four bytes a row: for a second look at some.
#pragma once

#include <cstdint>
#include <libattrib/io/user_filter.hpp>
#include <vector>

namespace attrib {

/// The rows of a chunk, one behind another: all bytes of it belong to one.
class row_marks {
   public:
    /// Adds a row of `size` bytes, its line end included, with whatever else stands before it.
    void add(std::uint32_t user_key, std::size_t size) {
        is_complete_ &= size <= largest;
        rows_.push_back(user_key << size_bits | static_cast<std::uint32_t>(size & largest));
    }

    /// Whether all rows were short enough to be marked; else nothing can be said of the chunk.
    [[nodiscard]] bool is_complete() const noexcept { return is_complete_ && !rows_.empty(); }

    /// Calls `take(begin, size)` for every row that may be one of `users`, offsets from the
    /// chunk's begin. REQUIRES: is_complete().
    template <class Take>
    void pick(const user_filter& users, const Take& take) const {
        // Written whether it is picked or not: which of them are is hard to foresee.
        struct picked_row {
            std::size_t begin, size;
        };
        thread_local std::vector<picked_row> picked;
        picked.resize(rows_.size() + 1);
        std::size_t count = 0;
        std::size_t begin = 0;
        for (const std::uint32_t row : rows_) {
            const std::size_t size = row & largest;
            picked[count] = {begin, size};
            count += static_cast<std::size_t>(users.may_have(row >> size_bits));
            begin += size;
        }
        for (std::size_t i = 0; i < count; ++i) take(picked[i].begin, picked[i].size);
    }

    /// Memory that they take.
    [[nodiscard]] std::size_t bytes() const noexcept {
        return rows_.size() * sizeof(std::uint32_t);
    }

    void clear() noexcept {
        rows_.clear();
        is_complete_ = true;
    }

   private:
    static constexpr int size_bits = 32 - user_filter::key_bits;
    static constexpr std::size_t largest = (std::size_t{1} << size_bits) - 1;

    std::vector<std::uint32_t> rows_;
    bool is_complete_ = true;
};

/// A chunk of one of several files.
struct marked_chunk {
    std::size_t file = 0;     ///< its place among the files
    std::uint64_t begin = 0;  ///< bytes of the file
    std::uint64_t end = 0;
    bool is_plain = false;  ///< as in event_chunk
    row_marks marks;
};

}  // namespace attrib
