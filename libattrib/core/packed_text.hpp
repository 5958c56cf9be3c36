/// @file
/// Identifiers in few bytes: digits and hexadecimal digits take half a byte each.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <libattrib/core/hash.hpp>
#include <string_view>

namespace attrib {

/// How a text is packed. The same text is always packed the same way, so packed texts are equal
/// when, and only when, way, length and bytes are.
enum class packing : std::uint8_t {
    plain,        ///< a byte a character
    digits,       ///< `0` to `9` and `-./:;<`: e.g. 1914855748.6893149004
    hexadecimal,  ///< `0` to `9` and `a` to `f`: e.g. 39eee170fb6a2c4f
    uuid,         ///< e.g. 0190e1f2-91a4-7ddc-b63d-fc5a1f3a2b10, 16 bytes
};

/// Room that packing or unpacking `size` characters may use.
[[nodiscard]] constexpr std::size_t packing_room(std::size_t size) noexcept { return size + 8; }

/// Packs a text into `out`, which has `packing_room` of its size.
packing pack(std::string_view text, char* out) noexcept;

/// Bytes that a text of `size` characters takes.
[[nodiscard]] constexpr std::size_t packed_size(packing how, std::size_t size) noexcept {
    switch (how) {
        case packing::plain:
            return size;
        case packing::digits:
        case packing::hexadecimal:
            return (size + 1) / 2;
        case packing::uuid:
            return 16;
    }
    return size;
}

/// A packed text, where it lies.
struct packed_text {
    packing how{};
    std::uint16_t size = 0;  ///< characters
    const char* data = nullptr;

    [[nodiscard]] std::string_view bytes() const noexcept { return {data, packed_size(how, size)}; }

    friend bool operator==(const packed_text& a, const packed_text& b) noexcept {
        return a.how == b.how && a.size == b.size && same_text(a.bytes(), b.bytes());
    }
};

/// How the texts compare, byte by byte. REQUIRES: at most `longest_compared` characters each.
inline constexpr std::size_t longest_compared = 256;
[[nodiscard]] std::strong_ordering compare_texts(const packed_text& a,
                                                 const packed_text& b) noexcept;

/// The `size` characters again; `out` has `packing_room` of them.
void unpack(packing how, const char* packed, std::size_t size, char* out) noexcept;

/// The text again, in `out`.
inline std::string_view unpack(const packed_text& packed, char* out) noexcept {
    unpack(packed.how, packed.data, packed.size, out);
    return {out, packed.size};
}

}  // namespace attrib
