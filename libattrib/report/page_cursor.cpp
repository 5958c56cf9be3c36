#include <libattrib/report/page_cursor.hpp>

#include <charconv>
#include <cstdint>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

// RFC 4648, section 5, without padding.
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned bits_a_letter = 6;
constexpr unsigned bits_a_byte = 8;

std::string to_base64url(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        bits = bits << bits_a_byte | static_cast<unsigned char>(byte);
        for (count += bits_a_byte; count >= bits_a_letter; count -= bits_a_letter)
            text += alphabet[bits >> (count - bits_a_letter) & 63U];
    }
    if (count > 0) text += alphabet[bits << (bits_a_letter - count) & 63U];
    return text;
}

// Skips what is no letter of the alphabet; the caller compares.
std::string from_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : text) {
        const std::size_t value = alphabet.find(letter);
        if (value == std::string_view::npos) continue;
        bits = bits << bits_a_letter | static_cast<std::uint32_t>(value);
        count += bits_a_letter;
        if (count < bits_a_byte) continue;
        count -= bits_a_byte;
        bytes += static_cast<char>(bits >> count & 255U);
    }
    return bytes;
}

}  // namespace

std::string cursor_text(const page_cursor& cursor) {
    // No text of the tables holds NUL.
    std::string bytes = std::to_string(cursor.conversion_timestamp.time_since_epoch().count());
    bytes.append(1, '\0').append(cursor.user_pseudo_id).append(1, '\0');
    return to_base64url(bytes.append(cursor.conversion_id));
}

result<page_cursor> parse_cursor(std::string_view text) {
    const error wrong{errc::invalid_option,
                      "`cursor` must be next_cursor of another page: " + std::string(text)};
    const std::string bytes = from_base64url(text);
    const std::size_t user = bytes.find('\0') + 1;
    const std::size_t id = bytes.find('\0', user) + 1;
    if (user == 0 || id == 0 || !is_utf8(bytes)) return wrong;
    std::int64_t us = 0;
    std::from_chars(bytes.data(), bytes.data() + user - 1, us);
    page_cursor cursor{timestamp(microseconds{us}), bytes.substr(user, id - user - 1),
                       bytes.substr(id)};
    const bool is_event_time = cursor.conversion_timestamp >= earliest_event_time &&
                               cursor.conversion_timestamp < end_of_event_time;
    // The one text of that cursor, so that no two mean the same.
    if (!is_event_time || cursor.conversion_id.find('\0') != std::string::npos ||
        cursor_text(cursor) != text)
        return wrong;
    return cursor;
}

}  // namespace attrib
