#include <libattrib/report/page_cursor.hpp>

#include <charconv>

namespace attrib {

std::string cursor_text(const page_cursor& cursor) {
    return key_text(cursor.last) + "." + std::to_string(cursor.shown);
}

result<page_cursor> parse_cursor(std::string_view text) {
    const error wrong{errc::invalid_option,
                      "`cursor` must be next_cursor of another page: " + std::string(text)};
    const std::size_t point = std::min(text.find('.'), text.size());
    auto last = parse_key(text.substr(0, point));
    if (!last) return wrong;
    page_cursor cursor{std::move(*last), 0};
    const std::string_view digits = text.substr(std::min(point + 1, text.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), cursor.shown);
    if (cursor.shown == 0 || cursor_text(cursor) != text) return wrong;
    return cursor;
}

}  // namespace attrib
