/// @file
/// Where a page of conversions ends, as an opaque text.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/core/time.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// A conversion's place among all, newest first.
struct page_cursor {
    timestamp conversion_timestamp;
    std::string user_pseudo_id;
    std::string conversion_id;

    friend bool operator==(const page_cursor&, const page_cursor&) = default;
};

/// Letters, digits, `-` and `_` only.
[[nodiscard]] std::string cursor_text(const page_cursor& cursor);

/// Error: invalid_option for a text that `cursor_text` does not make.
[[nodiscard]] result<page_cursor> parse_cursor(std::string_view text);

}  // namespace attrib
