#include <re2/re2.h>

#include <algorithm>
#include <libattrib/journeys/detail/text_test.hpp>
#include <libattrib/journeys/share_condition.hpp>

namespace attrib {
namespace {

// The first are those of touchpoints, in their order.
static_assert(static_cast<std::size_t>(share_column::conversion_name) == block_column_count);

}  // namespace

std::string_view name_of(share_column which) noexcept {
    if (is_of_touches(which)) return touch_column_names[static_cast<std::size_t>(which)];
    return which == share_column::conversion_name ? "conversion_name" : "currency";
}

std::optional<share_column> share_column_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < share_column_count; ++i)
        if (const auto each = static_cast<share_column>(i); name_of(each) == name) return each;
    return std::nullopt;
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
