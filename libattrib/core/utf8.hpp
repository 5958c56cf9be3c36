/// @file
/// Checks of text encoding, and A to Z in lower case.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace attrib {

/// Whether the text is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Whether the bytes are UTF-8 without NUL, as a value must be.
[[nodiscard]] bool is_text(std::string_view bytes) noexcept;

/// A to Z as a to z; every other byte as it is, in any locale.
[[nodiscard]] constexpr char ascii_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The same for a text.
[[nodiscard]] std::string ascii_lower(std::string_view text);

/// Whether two texts are equal but for the case of A to Z.
[[nodiscard]] inline bool is_same_name(std::string_view one, std::string_view other) noexcept {
    if (one.size() != other.size()) return false;
    if (one == other) return true;  // nearly always, where names are as they should be
    return std::ranges::equal(
        one, other, {}, [](char c) { return ascii_lower(c); },
        [](char c) { return ascii_lower(c); });
}

}  // namespace attrib
