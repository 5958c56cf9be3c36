/// @file
/// The library's hash of bytes: fast, the same on every machine, not for secrets.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace attrib {

/// Mixes one 64-bit number so that every input bit reaches every output bit (a bijection).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) noexcept {
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93;
    x ^= x >> 32;
    return x;
}

namespace detail {

inline constexpr std::size_t word_bytes = sizeof(std::uint64_t);

template <class Integer>
[[nodiscard]] inline Integer load(const char* from) noexcept {
    Integer value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

/// A text of less than eight bytes as a number; texts of one size have the same number only when
/// they are the same.
[[nodiscard]] inline std::uint64_t short_word(const char* text, std::size_t size) noexcept {
    if (size >= sizeof(std::uint32_t))
        return std::uint64_t{load<std::uint32_t>(text + size - sizeof(std::uint32_t))} << 32 |
               load<std::uint32_t>(text);
    if (size == 0) return 0;
    const auto byte = [&](std::size_t i) {
        return std::uint64_t{static_cast<unsigned char>(text[i])};
    };
    return byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
}

}  // namespace detail

/// 64-bit hash of a text for tables that live in memory only: made for short texts, other bytes on
/// other machines. The same warning as for `hash_of`. Method: products of 8-byte words, folded
/// (wyhash, Wang Yi 2019).
[[nodiscard]] inline std::uint64_t quick_hash(std::string_view text) noexcept {
    using detail::load;
    using detail::word_bytes;
    constexpr std::uint64_t first_key = 0xa0761d6478bd642f;
    constexpr std::uint64_t second_key = 0xe7037ed1a0b428db;
    const auto fold = [](std::uint64_t a, std::uint64_t b) {
        __extension__ using wide = unsigned __int128;
        const wide product = static_cast<wide>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    const char* p = text.data();
    std::size_t left = text.size();
    std::uint64_t seed = first_key ^ left;
    if (left < word_bytes) return fold(detail::short_word(p, left) ^ second_key, seed);
    for (; left > 2 * word_bytes; left -= 2 * word_bytes, p += 2 * word_bytes)
        seed =
            fold(load<std::uint64_t>(p) ^ second_key, load<std::uint64_t>(p + word_bytes) ^ seed);
    const std::uint64_t front = left > word_bytes ? load<std::uint64_t>(p) : 0;
    return fold(front ^ second_key, load<std::uint64_t>(p + left - word_bytes) ^ seed);
}

/// Whether two texts are the same; for short ones sooner than `==`, which calls memcmp.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) noexcept {
    using detail::word_bytes;
    if (a.size() != b.size()) return false;
    if (a.size() < word_bytes)
        return detail::short_word(a.data(), a.size()) == detail::short_word(b.data(), b.size());
    if (a.size() > 8 * word_bytes) return a == b;
    const auto differ = [&](std::size_t at) {
        return detail::load<std::uint64_t>(a.data() + at) ^
               detail::load<std::uint64_t>(b.data() + at);
    };
    std::uint64_t difference = differ(a.size() - word_bytes);
    for (std::size_t at = 0; at + word_bytes < a.size(); at += word_bytes) difference |= differ(at);
    return difference == 0;
}

/// 64-bit hash of a text. A hostile sender can make collisions: whoever groups by it compares the
/// texts as well.
[[nodiscard]] std::uint64_t hash_of(std::string_view text) noexcept;

}  // namespace attrib
