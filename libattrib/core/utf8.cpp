#include <libattrib/core/utf8.hpp>

#include <cstddef>

namespace attrib {
namespace {

struct lead_rule {
    unsigned char first, last;      // lead bytes
    std::size_t length;             // of the whole character
    unsigned char lowest, highest;  // second byte; later ones are 80 to BF
};

// Table 3-7 of the Unicode standard.
constexpr lead_rule lead_rules[] = {
    {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF}, {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF}, {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

// Length of the well-formed character at the front, 0 when there is none.
std::size_t character_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return 1;
    for (const lead_rule& rule : lead_rules) {
        if (byte(0) < rule.first || byte(0) > rule.last) continue;
        if (text.size() < rule.length || byte(1) < rule.lowest || byte(1) > rule.highest) return 0;
        for (std::size_t i = 2; i < rule.length; ++i)
            if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
        return rule.length;
    }
    return 0;
}

}  // namespace

bool is_plain_ascii(std::string_view text) noexcept {
    unsigned char bad = 0;
    // NUL - 1 is 0xFF: both what is below 1 and what is above 127 set the top bit.
    for (const char c : text) bad |= static_cast<unsigned char>((c - 1) | c);
    return bad < 0x80;
}

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string ascii_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = ascii_lower(c);
    return out;
}

}  // namespace attrib
