/// @file
/// White space around values.
#pragma once

#include <string_view>

namespace attrib {

/// Space, tab, line feed, vertical tab, form feed, carriage return.
[[nodiscard]] constexpr bool is_blank(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// What office programs write for a space that must not end a line, in UTF-8.
inline constexpr std::string_view no_break_space = "\xC2\xA0";

/// `text` without the blanks and no-break spaces at its ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
    // Nearly always there is nothing to remove: what is above the space in ASCII stays.
    const auto is_above = [](char c) { return static_cast<signed char>(c) > ' '; };
    if (text.empty() || (is_above(text.front()) && is_above(text.back()))) return text;
    for (;;) {
        if (text.starts_with(no_break_space))
            text.remove_prefix(no_break_space.size());
        else if (!text.empty() && is_blank(text.front()))
            text.remove_prefix(1);
        else
            break;
    }
    for (;;) {
        if (text.ends_with(no_break_space))
            text.remove_suffix(no_break_space.size());
        else if (!text.empty() && is_blank(text.back()))
            text.remove_suffix(1);
        else
            break;
    }
    return text;
}

}  // namespace attrib
