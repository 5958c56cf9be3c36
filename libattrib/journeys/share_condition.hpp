/// @file
/// A condition on shares of credit: tests of texts, joined by and, or, not.
#pragma once

#include <cstdint>
#include <libattrib/journeys/journey_block.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// What a test may be about: a column of the credited touchpoint, which is null in a share without
/// one, or of the conversion.
enum class share_column : std::uint8_t {
    channel,
    source,
    medium,
    campaign,
    landing_page,
    device_category,
    country,
    visitor,
    conversion_name,
    currency,
};
inline constexpr std::size_t share_column_count = 10;

[[nodiscard]] constexpr bool is_of_touches(share_column which) noexcept {
    return which < share_column::conversion_name;
}

/// REQUIRES: is_of_touches.
[[nodiscard]] constexpr touch_column touch_column_of(share_column which) noexcept {
    return static_cast<touch_column>(which);
}

[[nodiscard]] std::string_view name_of(share_column which) noexcept;

/// The column of that name; nothing for an unknown name.
[[nodiscard]] std::optional<share_column> share_column_named(std::string_view name) noexcept;

/// Texts are compared byte by byte; null passes no test of text but `is`.
struct share_condition {
    enum class kind : std::uint8_t {
        all_of,       ///< of `parts`; without parts it holds always
        any_of,       ///< of `parts`
        none_of,      ///< of `parts`
        is,           ///< one of `values`
        contains,     ///< one of `values` is in it
        starts_with,  ///< it begins with one of `values`
        matches,      ///< one of `values`, regular expressions as RE2 has them, is found in it
    };
    kind which = kind::all_of;
    std::vector<share_condition> parts{};
    share_column column = share_column::channel;
    std::vector<std::string> values{};  ///< an empty one stands for null

    [[nodiscard]] bool is_always() const noexcept { return which == kind::all_of && parts.empty(); }
    [[nodiscard]] bool is_test() const noexcept { return which >= kind::is; }

    /// The columns of touchpoints that it is about.
    [[nodiscard]] touch_columns columns() const noexcept;
    [[nodiscard]] bool is_about_touches() const noexcept;

    friend bool operator==(const share_condition&, const share_condition&) = default;
};

/// Why RE2 does not take a regular expression; nothing where it does.
[[nodiscard]] std::optional<std::string> fault_of_pattern(const std::string& pattern);

}  // namespace attrib
