/// @file
/// Some users among many, for passing over the rows of all others.
#pragma once

#include <cstdint>
#include <libattrib/core/hash.hpp>
#include <string_view>
#include <vector>

namespace attrib::detail {

/// Says of each of its users that it may have them, of others mostly that it has not: a Bloom
/// filter of four million bits, one a user. Const use from many threads.
class user_bloom_filter {
   public:
    static constexpr int key_bits = 22;

    /// All that it knows of a user: a number below 2^`key_bits`.
    [[nodiscard]] static std::uint32_t key_of(std::string_view user_pseudo_id) noexcept {
        return static_cast<std::uint32_t>(quick_hash(user_pseudo_id) >> (64 - key_bits));
    }

    void add(std::uint32_t key) noexcept { words_[key / 64] |= std::uint64_t{1} << key % 64; }

    /// Adds all users of another one.
    void add(const user_bloom_filter& more) noexcept {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= more.words_[i];
    }

    [[nodiscard]] bool may_have(std::uint32_t key) const noexcept {
        return (words_[key / 64] >> key % 64 & 1) != 0;
    }

   private:
    std::vector<std::uint64_t> words_ =
        std::vector<std::uint64_t>((std::size_t{1} << key_bits) / 64);
};

}  // namespace attrib::detail
