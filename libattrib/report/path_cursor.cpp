#include <fmt/format.h>

#include <charconv>
#include <libattrib/report/path_cursor.hpp>

namespace attrib {
namespace {

constexpr int hexadecimal = 16;

void read_digits(std::string_view text, std::uint64_t& out) {
    std::from_chars(text.data(), text.data() + text.size(), out, hexadecimal);
}

}  // namespace

std::string cursor_text(const path_place& place) {
    return fmt::format("{:x}.{:x}", place.conversions, place.digest);
}

result<path_place> parse_path_cursor(std::string_view text) {
    path_place place;
    const std::size_t point = std::min(text.find('.'), text.size());
    read_digits(text.substr(0, point), place.conversions);
    read_digits(text.substr(std::min(point + 1, text.size())), place.digest);
    // The one text of that place, so that no two mean the same.
    if (place.conversions == 0 || cursor_text(place) != text)
        return error{errc::invalid_option,
                     "`cursor` must be next_cursor of another page: " + std::string(text)};
    return place;
}

}  // namespace attrib
