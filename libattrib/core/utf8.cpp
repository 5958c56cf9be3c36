#include <libattrib/core/utf8.hpp>

#include <simdjson.h>

namespace attrib {

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
