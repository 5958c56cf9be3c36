#include <libattrib/report/conversion_key.hpp>

#include <charconv>
#include <libattrib/core/base64.hpp>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

// Whether the whole text is a number, and that.
bool take_number(std::string_view text, std::int64_t& out) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    return read.ec == std::errc{} && read.ptr == end;
}

}  // namespace

std::string key_text(const conversion_key& key) {
    // No text of the tables holds NUL.
    std::string bytes = std::to_string(key.conversion_timestamp.time_since_epoch().count());
    bytes.append(1, '\0').append(key.user_pseudo_id).append(1, '\0');
    return to_base64url(bytes.append(std::to_string(key.id_hash)));
}

result<conversion_key> parse_key(std::string_view text) {
    const error wrong{errc::invalid_option, "not the key of a conversion: " + std::string(text)};
    const std::string bytes = from_base64(text).value_or(std::string());
    const std::string_view all = bytes;
    const std::size_t user = all.find('\0') + 1;
    const std::size_t hash = all.find('\0', user) + 1;
    if (user == 0 || hash == 0 || !is_utf8(bytes)) return wrong;
    std::int64_t us = 0;
    conversion_key key;
    if (!take_number(all.substr(0, user - 1), us) || !take_number(all.substr(hash), key.id_hash))
        return wrong;
    key.conversion_timestamp = timestamp(microseconds{us});
    key.user_pseudo_id = all.substr(user, hash - user - 1);
    const bool is_event_time = key.conversion_timestamp >= earliest_event_time &&
                               key.conversion_timestamp < end_of_event_time;
    // The one text of that key, so that no two mean the same.
    if (!is_event_time || key_text(key) != text) return wrong;
    return key;
}

}  // namespace attrib
