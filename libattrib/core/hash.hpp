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

/// 64-bit hash of a text. A hostile sender can make collisions: whoever groups by it compares the
/// texts as well.
[[nodiscard]] std::uint64_t hash_of(std::string_view text) noexcept;

}  // namespace attrib
