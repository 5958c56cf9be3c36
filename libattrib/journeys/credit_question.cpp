#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/credit_question.hpp>

namespace attrib {
namespace {

using enum touch_column;

constexpr std::array facts{
    dimension_facts{dimension::none, {}},
    dimension_facts{dimension::channel, "channel", {channel}, 1, "channel"},
    dimension_facts{dimension::source, "source", {source}, 1},
    dimension_facts{dimension::medium, "medium", {medium}, 1},
    dimension_facts{dimension::source_medium, "source_medium", {source, medium}, 2},
    dimension_facts{dimension::campaign, "campaign", {campaign}, 1},
    dimension_facts{dimension::campaign_origin, {}, {campaign, source, medium, channel}, 4},
    dimension_facts{dimension::landing_page, "landing_page", {landing_page}, 1},
    dimension_facts{dimension::device_category, "device_category", {device_category}, 1},
    dimension_facts{dimension::country, "country", {country}, 1},
    dimension_facts{dimension::visitor, "visitor", {visitor}, 1},
    dimension_facts{dimension::channel_touch_no, "channel_touch_no", {channel}, 1, {}, true},
    dimension_facts{dimension::touch_no, "touch_no", {}, 0, {}, true},
    dimension_facts{dimension::conversion_name, "conversion_name", {}, 0, "conversion_name"},
    dimension_facts{dimension::day, "day", {}, 0, "conversion_date"},
    dimension_facts{dimension::week, "week", {}, 0, "conversion_date"},
    dimension_facts{dimension::month, "month", {}, 0, "conversion_date"},
};

}  // namespace

std::span<const dimension_facts> all_dimensions() noexcept { return facts; }

touch_columns columns_of(const dimension_list& by) noexcept {
    touch_columns needed;
    for (const dimension each : by) {
        const dimension_facts& of = facts_of(each);
        for (std::size_t i = 0; i < of.column_count; ++i) needed = needed.with(of.columns[i]);
    }
    return needed;
}

std::optional<dimension> dimension_named(std::string_view name) noexcept {
    // The rows of every answer are by currency.
    if (name == "currency") return dimension::none;
    const auto found = std::ranges::find(facts, name, &dimension_facts::name);
    if (name.empty() || found == facts.end()) return std::nullopt;
    return found->which;
}

calendar_day first_day_of(dimension by, calendar_day day) noexcept {
    if (by == dimension::week) {
        const std::chrono::weekday weekday(day);
        return day - (weekday - std::chrono::Monday);
    }
    if (by == dimension::month) {
        const std::chrono::year_month_day date(day);
        return std::chrono::sys_days(date.year() / date.month() / 1);
    }
    return day;
}

calendar_day next_of(dimension by, calendar_day first) noexcept {
    if (by == dimension::week) return first + std::chrono::weeks{1};
    if (by == dimension::month) return first_day_of(by, first + std::chrono::days{31});
    return first + std::chrono::days{1};
}

touch_columns credit_filter::columns() const noexcept {
    touch_columns needed = where.columns();
    for (std::size_t i = 0; i < touch.size(); ++i)
        if (touch[i]) needed = needed.with(static_cast<touch_column>(i));
    return needed;
}

bool credit_filter::is_about_touches() const noexcept {
    return where.is_about_touches() ||
           std::ranges::any_of(touch, [](const auto& each) { return each.has_value(); });
}

bool is_in_daily_columns(const dimension_list& by, const credit_filter& only) noexcept {
    return by.size() <= 1 && (by.empty() || !facts_of(by.front()).daily_column.empty()) &&
           only.where.is_always() &&
           std::none_of(only.touch.begin() + 1, only.touch.end(),
                        [](const auto& each) { return each.has_value(); });
}

void check_amounts(std::size_t amounts, std::size_t most) {
    if (amounts <= most) return;
    throw failure(errc::invalid_option,
                  fmt::format("`dimensions` give more than {} amounts, which are groups times "
                              "models; there are: fewer or other dimensions, fewer models, a "
                              "filter, fewer days",
                              most));
}

touch_columns credit_question::columns() const noexcept {
    touch_columns needed = only.columns().with(columns_of(by)).with(effects_by);
    for (const model_instance& each : models)
        if (each.rule->sees_sources) needed = needed.with(source).with(medium);
    return needed;
}

}  // namespace attrib
