/// @file
/// Short texts as numbers that are compared at once.
#pragma once

#include <cassert>
#include <cstdint>
#include <libattrib/core/hash.hpp>
#include <string_view>

namespace attrib {

/// A text of 1 to 16 bytes; texts of one size have the same key only when they are the same. For
/// tables that live in memory only: other numbers on other machines.
struct text_key {
    static constexpr std::size_t most_bytes = 16;

    std::uint64_t first = 0;  ///< all bytes of less than eight, or the first eight
    std::uint64_t last = 0;   ///< the last eight, which may overlap them

    friend bool operator==(const text_key&, const text_key&) = default;
};

/// REQUIRES: `text` has 1 to 16 bytes.
[[nodiscard]] inline text_key key_of(std::string_view text) noexcept {
    using detail::load;
    using detail::word_bytes;
    const char* const p = text.data();
    const std::size_t size = text.size();
    assert(size > 0 && size <= text_key::most_bytes);
    if (size < word_bytes) return {detail::short_word(p, size), 0};
    return {load<std::uint64_t>(p), load<std::uint64_t>(p + size - word_bytes)};
}

}  // namespace attrib
