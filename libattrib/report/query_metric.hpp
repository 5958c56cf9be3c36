/// @file
/// What a query may measure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace attrib {

enum class query_metric : std::uint8_t {
    conversions,
    revenue,
    average_value,
    conversions_share,
    revenue_share,
    days_to_convert,
    touchpoints,
    sessions,
    users,
    events,
    converting_sessions,
    session_conversions,
    conversion_rate,
};

struct metric_facts {
    query_metric which;
    std::string_view name;  ///< as the API takes it
    std::string_view title;
    std::string_view meaning;  ///< a sentence
    std::string_view unit;     ///< conversions, money, share, days, count or rate
    bool is_by_model = false;
    bool is_by_session = false;  ///< conversion_rate is by both

    [[nodiscard]] constexpr bool is_of_money() const noexcept {
        return which == query_metric::revenue || which == query_metric::average_value ||
               which == query_metric::revenue_share;
    }
    [[nodiscard]] constexpr bool is_share() const noexcept {
        return which == query_metric::conversions_share || which == query_metric::revenue_share;
    }
    [[nodiscard]] constexpr bool counts_events() const noexcept {
        return which >= query_metric::events && which <= query_metric::session_conversions;
    }
    [[nodiscard]] constexpr bool weighs_journeys() const noexcept {
        return which == query_metric::days_to_convert || which == query_metric::touchpoints;
    }
};

/// All, by their places in the enumeration.
[[nodiscard]] std::span<const metric_facts> all_metrics() noexcept;

[[nodiscard]] inline const metric_facts& facts_of(query_metric which) noexcept {
    return all_metrics()[static_cast<std::size_t>(which)];
}

/// The metric of that name; nothing for an unknown name.
[[nodiscard]] std::optional<query_metric> metric_named(std::string_view name) noexcept;

}  // namespace attrib
