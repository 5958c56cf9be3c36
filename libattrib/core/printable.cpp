#include <libattrib/core/printable.hpp>

#include <algorithm>

namespace attrib {
namespace {

struct decoded_character {
    char32_t code = 0;
    std::size_t bytes = 1;
    bool is_valid = false;
};

// The character at the beginning of `text`, which is not empty.
decoded_character decode(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
    char32_t code = lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3FU);
    }
    const bool is_overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (is_overlong || is_surrogate || code > 0x10FFFF) return {};
    return {code, bytes, true};
}

// C0, DEL and C1; marks, embeddings, overrides and isolates of direction; separators of lines.
bool is_unsafe(char32_t code) noexcept {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x061C || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

bool is_plain(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string made_printable(std::string_view text, bool has_lines) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const decoded_character next = decode(text);
        const bool is_kept = has_lines && (next.code == '\n' || next.code == '\t');
        if (next.is_valid && (is_kept || !is_unsafe(next.code)))
            out += text.substr(0, next.bytes);
        else
            out += '?';
        text.remove_prefix(next.bytes);
    }
    return out;
}

// Without the bytes of a character that was cut.
std::string_view beginning_of(std::string_view text, std::size_t size) noexcept {
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80) --size;
    return text.substr(0, size);
}

}  // namespace

std::string printable(std::string_view text, std::size_t longest) {
    if (text.size() > longest) return printable(beginning_of(text, longest)) + "...";
    return is_plain(text) ? std::string(text) : made_printable(text, false);
}

std::string printable_lines(std::string_view text) {
    return is_plain(text) ? std::string(text) : made_printable(text, true);
}

}  // namespace attrib
