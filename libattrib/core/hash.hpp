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

/// 64-bit hash of a text for tables that live in memory only: made for short texts, other bytes on
/// other machines. The same warning as for `hash_of`. Method: products of 8-byte words, folded
/// (wyhash, Wang Yi 2019).
[[nodiscard]] inline std::uint64_t quick_hash(std::string_view text) noexcept {
    constexpr std::size_t word = sizeof(std::uint64_t);
    constexpr std::uint64_t first_key = 0xa0761d6478bd642f;
    constexpr std::uint64_t second_key = 0xe7037ed1a0b428db;
    const auto load = [](const char* p) {
        std::uint64_t value;
        std::memcpy(&value, p, word);
        return value;
    };
    const auto fold = [](std::uint64_t a, std::uint64_t b) {
        __extension__ using wide = unsigned __int128;
        const wide product = static_cast<wide>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    const char* p = text.data();
    std::size_t left = text.size();
    std::uint64_t seed = first_key ^ left;
    if (left < word) {
        std::uint64_t bytes = 0;
        if (left >= 4) {
            std::uint32_t low;
            std::uint32_t high;
            std::memcpy(&low, p, sizeof low);
            std::memcpy(&high, p + left - sizeof high, sizeof high);
            bytes = std::uint64_t{high} << 32 | low;
        } else {
            for (std::size_t i = 0; i < left; ++i)
                bytes = bytes << 8 | static_cast<unsigned char>(p[i]);
        }
        return fold(bytes ^ second_key, seed);
    }
    for (; left > 2 * word; left -= 2 * word, p += 2 * word)
        seed = fold(load(p) ^ second_key, load(p + word) ^ seed);
    const std::uint64_t front = left > word ? load(p) : 0;
    return fold(front ^ second_key, load(p + left - word) ^ seed);
}

/// Whether two texts are the same; for short ones sooner than `==`, which calls memcmp.
[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) noexcept {
    constexpr std::size_t word = sizeof(std::uint64_t);
    if (a.size() != b.size()) return false;
    if (a.size() < word) {
        for (std::size_t i = 0; i < a.size(); ++i)
            if (a[i] != b[i]) return false;
        return true;
    }
    if (a.size() > 8 * word) return a == b;
    const auto differ = [&](std::size_t at) {
        std::uint64_t left;
        std::uint64_t right;
        std::memcpy(&left, a.data() + at, word);
        std::memcpy(&right, b.data() + at, word);
        return left ^ right;
    };
    std::uint64_t difference = differ(a.size() - word);
    for (std::size_t at = 0; at + word < a.size(); at += word) difference |= differ(at);
    return difference == 0;
}

/// 64-bit hash of a text. A hostile sender can make collisions: whoever groups by it compares the
/// texts as well.
[[nodiscard]] std::uint64_t hash_of(std::string_view text) noexcept;

}  // namespace attrib
