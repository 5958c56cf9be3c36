/// @file
/// Where a page of conversions ends, as an opaque text.
#pragma once

#include <libattrib/report/conversion_key.hpp>

namespace attrib {

/// Newest first, then by user and hash of the conversion_id.
struct page_cursor {
    conversion_key last;    ///< of the page's last conversion
    std::size_t shown = 1;  ///< conversions of that key in this page and those before

    friend bool operator==(const page_cursor&, const page_cursor&) = default;
};

/// The key, a point and the number.
[[nodiscard]] std::string cursor_text(const page_cursor& cursor);

/// Error: invalid_option for a text that `cursor_text` does not make.
[[nodiscard]] result<page_cursor> parse_cursor(std::string_view text);

}  // namespace attrib
