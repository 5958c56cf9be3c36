#include <array>
#include <cstdint>
#include <libattrib/core/base64.hpp>

namespace attrib {
namespace {

constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned bits_a_letter = 6;
constexpr unsigned bits_a_byte = 8;
constexpr std::uint8_t no_letter = 64;

constexpr auto values = [] {
    std::array<std::uint8_t, 256> table{};
    table.fill(no_letter);
    for (std::size_t i = 0; i < letters.size(); ++i)
        table[static_cast<unsigned char>(letters[i])] = static_cast<std::uint8_t>(i);
    table['+'] = table['-'];
    table['/'] = table['_'];
    return table;
}();

}  // namespace

std::string to_base64url(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        bits = bits << bits_a_byte | static_cast<unsigned char>(byte);
        for (count += bits_a_byte; count >= bits_a_letter; count -= bits_a_letter)
            text += letters[bits >> (count - bits_a_letter) & 63U];
    }
    if (count > 0) text += letters[bits << (bits_a_letter - count) & 63U];
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 == 0)
        for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : text) {
        const std::uint8_t value = values[static_cast<unsigned char>(letter)];
        if (value == no_letter) return std::nullopt;
        bits = bits << bits_a_letter | value;
        count += bits_a_letter;
        if (count < bits_a_byte) continue;
        count -= bits_a_byte;
        bytes += static_cast<char>(bits >> count & 255U);
    }
    return bytes;
}

}  // namespace attrib
