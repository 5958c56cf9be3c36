/// @file
/// White space around values.
#pragma once

#include <string_view>

namespace attrib {

/// Space, tab, line feed, vertical tab, form feed, carriage return.
[[nodiscard]] constexpr bool is_blank(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// `text` without the blanks at its ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    // Nearly always there is nothing to remove, and no blank is above the space.
    const auto is_above = [](char c) { return static_cast<unsigned char>(c) > ' '; };
    if (text.empty() || (is_above(text.front()) && is_above(text.back()))) return text;
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace attrib
