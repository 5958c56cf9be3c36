#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <libattrib/core/json_text.hpp>

namespace attrib {
namespace {

bool is_plain(char c) noexcept {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(
            std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
        out += text.substr(0, plain);
        if (plain == text.size()) break;
        const char c = text[plain];
        if (c == '"' || c == '\\')
            (out += '\\') += c;
        else
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

}  // namespace attrib
