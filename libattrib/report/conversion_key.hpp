/// @file
/// The name of a conversion that is short whatever its conversion_id holds, as an opaque text.
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <libattrib/core/time.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// A conversion's place among all; conversions of one place differ by the text of their id only
/// where hashes collide, else in nothing but amounts.
struct conversion_key {
    timestamp conversion_timestamp;
    std::string user_pseudo_id;
    std::int64_t id_hash = 0;  ///< hashtextextended(conversion_id, 0)

    friend bool operator==(const conversion_key&, const conversion_key&) = default;
};

/// Letters, digits, `-` and `_` only; at most 400 of them.
[[nodiscard]] std::string key_text(const conversion_key& key);

/// Error: invalid_option for a text that `key_text` does not make.
[[nodiscard]] result<conversion_key> parse_key(std::string_view text);

}  // namespace attrib
