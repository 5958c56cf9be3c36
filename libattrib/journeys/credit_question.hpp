/// @file
/// A question about credit, and its answer: what models give to the values of a dimension.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <libattrib/journeys/share_condition.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace attrib {

/// What an answer has rows of.
enum class dimension : std::uint8_t {
    none,  ///< currencies only
    channel,
    source,
    medium,
    source_medium,
    campaign,
    campaign_origin,  ///< campaign, source, medium and channel together
    landing_page,
    device_category,
    country,
    visitor,
    channel_touch_no,
    touch_no,
    conversion_name,
    day,
    week,  ///< begins on Monday
    month,
};

struct dimension_facts {
    dimension which;
    std::string_view name;  ///< as the API takes it; empty: not by name
    std::array<touch_column, 4> columns{};
    std::size_t column_count = 0;     ///< of touchpoints
    std::string_view daily_column{};  ///< of mart_channel_daily; empty: it has none for this
    bool has_touch_no = false;        ///< the touchpoint's number on its path is a value, too

    [[nodiscard]] constexpr bool is_of_touches() const noexcept {
        return column_count > 0 || has_touch_no;
    }
    [[nodiscard]] constexpr bool is_of_conversions() const noexcept {
        return which >= dimension::conversion_name;
    }
    /// Whether sessions have a value of it.
    [[nodiscard]] constexpr bool is_of_sessions() const noexcept {
        return column_count > 0 && !has_touch_no;
    }
    /// Values that a group has of it.
    [[nodiscard]] constexpr std::size_t width() const noexcept {
        return column_count + (has_touch_no ? 1 : 0) + (is_of_conversions() ? 1 : 0);
    }
};

/// All, by their places in the enumeration.
[[nodiscard]] std::span<const dimension_facts> all_dimensions() noexcept;

[[nodiscard]] inline const dimension_facts& facts_of(dimension which) noexcept {
    return all_dimensions()[static_cast<std::size_t>(which)];
}

/// Dimensions of one answer; none: currencies only.
using dimension_list = std::vector<dimension>;

/// Most values that a group may have.
inline constexpr std::size_t most_group_values = 8;

/// The list that a single dimension makes.
[[nodiscard]] inline dimension_list list_of(dimension by) {
    return by == dimension::none ? dimension_list() : dimension_list{by};
}

/// The columns of touchpoints that the dimensions are of.
[[nodiscard]] touch_columns columns_of(const dimension_list& by) noexcept;

/// The dimension of that name; nothing for an unknown name.
[[nodiscard]] std::optional<dimension> dimension_named(std::string_view name) noexcept;

/// The first day of the week or month that `day` lies in; for other dimensions the day.
[[nodiscard]] calendar_day first_day_of(dimension by, calendar_day day) noexcept;

/// The first day of the week or month after that one; for other dimensions the day after.
[[nodiscard]] calendar_day next_of(dimension by, calendar_day first) noexcept;

/// Which conversions and credits count. Nothing: all. An empty text stands for null.
struct credit_filter {
    std::optional<std::string> conversion_name{};
    std::optional<std::string> currency{};
    std::array<std::optional<std::string>, touch_column_count> touch{};  ///< as touch_column
    share_condition where{};                                             ///< of shares, besides

    [[nodiscard]] touch_columns columns() const noexcept;
    [[nodiscard]] bool is_about_touches() const noexcept;
};

/// Whether neither the dimensions nor a filter ask for more than mart_channel_daily has.
[[nodiscard]] bool is_in_daily_columns(const dimension_list& by,
                                       const credit_filter& only) noexcept;

/// Most amounts that an answer may have: its groups times its models, or its groups of sessions.
/// They bound what a fold keeps in memory.
inline constexpr std::size_t default_most_amounts = 2'000'000;

/// Throws failure: invalid_option where there are more than `most`.
void check_amounts(std::size_t amounts, std::size_t most);

/// `from` and `to` bound conversion_date; `to` is the day after the last.
struct credit_question {
    calendar_day from;
    calendar_day to;
    model_list models{};    ///< at least one
    microseconds lookback;  ///< of models that have none of their own
    dimension_list by{};    ///< of most_group_values values at most
    credit_filter only{};
    bool weighs_journeys = false;  ///< whether the sums of `credit_amount` on journeys are made
    touch_column effects_by = touch_column::channel;  ///< of models that see removal effects
    std::size_t most_amounts = default_most_amounts;  ///< of groups, with and without a touchpoint

    /// The columns that journeys need for it.
    [[nodiscard]] touch_columns columns() const noexcept;
};

/// Credit that a model gives.
struct credit_amount {
    money_sum conversions;  ///< one conversion is 1, a million millionths
    money_sum revenue;
    /// Sums of credit times a measure of the journey, where the question weighs journeys; of
    /// credited touchpoints only.
    money_sum microseconds_to_convert{};  ///< from the touchpoint to the conversion
    money_sum touchpoints{};              ///< in the model's lookback

    void add(const credit_amount& more) noexcept {
        conversions += more.conversions;
        revenue += more.revenue;
        microseconds_to_convert += more.microseconds_to_convert;
        touchpoints += more.touchpoints;
    }
    friend bool operator==(const credit_amount&, const credit_amount&) = default;
};

/// One group of an answer: values of the dimensions (a day as its text; nothing for null), a
/// currency (nothing: conversions without one), with or without a touchpoint.
struct credit_group {
    std::vector<std::optional<std::string>> values;
    std::optional<std::string> currency;
    bool is_attributed = false;

    friend bool operator<(const credit_group& a, const credit_group& b) {
        return std::tie(a.values, a.currency, a.is_attributed) <
               std::tie(b.values, b.currency, b.is_attributed);
    }
    friend bool operator==(const credit_group&, const credit_group&) = default;
};

/// A group and what each model of the question gives it.
struct credited_group {
    credit_group group;
    std::vector<credit_amount> amounts;
};

}  // namespace attrib
