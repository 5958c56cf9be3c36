#include <libattrib/core/utf8.hpp>

#include <simdjson.h>

namespace attrib {

bool is_plain_ascii(std::string_view text) noexcept {
    unsigned char bad = 0;
    // NUL - 1 is 0xFF: both what is below 1 and what is above 127 set the top bit.
    for (const char c : text) bad |= static_cast<unsigned char>((c - 1) | c);
    return bad < 0x80;
}

bool is_utf8(std::string_view text) noexcept {
    return simdjson::validate_utf8(text.data(), text.size());
}

bool is_text(std::string_view bytes) noexcept {
    return bytes.find('\0') == std::string_view::npos && is_utf8(bytes);
}

std::string ascii_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = ascii_lower(c);
    return out;
}

}  // namespace attrib
