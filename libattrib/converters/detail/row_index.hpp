/// @file
/// Whose the rows of files are and where they lie, in four bytes a row: for a second look at some.
#pragma once

#include <cstdint>
#include <libattrib/converters/detail/user_bloom_filter.hpp>
#include <libattrib/io/event_files.hpp>
#include <string_view>
#include <vector>

namespace attrib::detail {

/// The rows of a chunk, one after another: all bytes of it belong to one. A long row takes eight
/// bytes.
class row_index final : public row_watcher {
   public:
    void pass(std::string_view user_pseudo_id, std::size_t size) override {
        add(user_bloom_filter::key_of(user_pseudo_id), size);
    }

    /// Adds a row as `pass` does. REQUIRES: a size that is not 0, and below 2^32.
    void add(std::uint32_t user_key, std::size_t size) {
        const auto bytes = static_cast<std::uint32_t>(size);
        if (bytes <= longest) {
            rows_.push_back(user_key << size_bits | bytes);
        } else {
            rows_.push_back(user_key << size_bits);
            rows_.push_back(bytes);
        }
    }

    /// Calls `take(begin, size)` for every row that may be one of `users`, offsets from the
    /// chunk's begin.
    template <class Take>
    void pick(const user_bloom_filter& users, const Take& take) const {
        // Written whether it is picked or not: which of them are is hard to foresee.
        struct picked_row {
            std::size_t begin, size;
        };
        thread_local std::vector<picked_row> picked;
        picked.resize(rows_.size() + 1);
        std::size_t count = 0;
        std::size_t begin = 0;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const std::uint32_t row = rows_[i];
            std::size_t size = row & longest;
            if (size == 0) [[unlikely]]
                size = rows_[++i];
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

    void clear() noexcept { rows_.clear(); }

   private:
    static constexpr int size_bits = 32 - user_bloom_filter::key_bits;
    static constexpr std::uint32_t longest = (std::uint32_t{1} << size_bits) - 1;

    std::vector<std::uint32_t> rows_;  // a size of 0: it comes next
};

/// A chunk of one of several files, and where its rows lie.
struct indexed_chunk {
    chunk_place place;
    row_index rows;
};

}  // namespace attrib::detail
