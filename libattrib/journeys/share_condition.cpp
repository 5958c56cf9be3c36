#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <libattrib/journeys/detail/text_test.hpp>
#include <libattrib/journeys/share_condition.hpp>

namespace attrib {
namespace {

constexpr std::array<std::string_view, share_column_count> share_column_names{
    "channel",         "source",  "medium",  "campaign",        "landing_page",
    "device_category", "country", "visitor", "conversion_name", "currency"};

}  // namespace

std::string_view name_of(share_column which) noexcept {
    return share_column_names[static_cast<std::size_t>(which)];
}

std::optional<share_column> share_column_named(std::string_view name) noexcept {
    const auto found = std::ranges::find(share_column_names, name);
    if (found == share_column_names.end()) return std::nullopt;
    return static_cast<share_column>(found - share_column_names.begin());
}

touch_columns share_condition::columns() const noexcept {
    touch_columns needed;
    if (is_test() && is_of_touches(column)) needed = needed.with(touch_column_of(column));
    for (const share_condition& each : parts) needed = needed.with(each.columns());
    return needed;
}

bool share_condition::is_about_touches() const noexcept {
    return (is_test() && is_of_touches(column)) ||
           std::ranges::any_of(parts, &share_condition::is_about_touches);
}

std::optional<std::string> fault_of_pattern(const std::string& pattern) {
    const detail::text_patterns patterns({pattern});
    return patterns.fault();
}

}  // namespace attrib
