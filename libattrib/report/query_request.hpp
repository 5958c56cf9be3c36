/// @file
/// A query: what is measured, by what, of which days.
#pragma once

#include <libattrib/report/query_metric.hpp>
#include <libattrib/report/report_filter.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace attrib {

using json = nlohmann::ordered_json;

/// Which days a query's are compared with.
struct query_comparison {
    enum class kind : std::uint8_t { previous, same_days_last_year, days };
    kind which = kind::previous;
    calendar_day from{};  ///< of `days`
    calendar_day to{};

    /// The days from and before which, for a query of those days.
    [[nodiscard]] std::pair<calendar_day, calendar_day> days_for(calendar_day first,
                                                                 calendar_day end) const;
};

/// What rows are ordered by.
struct query_order {
    std::string by{};  ///< name of a metric or of a column
    bool is_descending = false;
    std::string model{};  ///< of a metric; empty: the last one asked
};

struct query_request {
    std::vector<query_metric> metrics{query_metric::conversions};
    dimension_list dimensions{};  ///< currency is not one of them
    bool by_currency = false;
    std::optional<dimension> interval{};  ///< day, week or month
    report_filter filter{};               ///< days, models, conditions, limit, cursor
    std::optional<query_comparison> compare{};
    std::vector<query_order> order{};
    json filters_given = json::array();  ///< what filter.only.where was read from
    /// What shares are parts of: what the filter takes, instead of all of the range.
    bool shares_filtered = false;
    /// Which groups a page has of more than the limit: those with the largest revenue that a model
    /// gives, instead of the first.
    bool keeps_largest = false;
    std::size_t most_amounts = default_most_amounts;  ///< see credit_question

    /// The dimensions of its groups: the interval first.
    [[nodiscard]] dimension_list grouped_by() const;

    /// Names of the columns that a row has of them, with the currency.
    [[nodiscard]] std::vector<std::string> columns() const;

    [[nodiscard]] bool has(query_metric which) const noexcept;
    /// Whether a metric is by model; by session; about money.
    [[nodiscard]] bool is_by_model() const noexcept;
    [[nodiscard]] bool is_by_session() const noexcept;
    [[nodiscard]] bool is_of_money() const noexcept;
};

/// Whether `dimensions` may name it; currency is besides.
[[nodiscard]] bool is_of_queries(const dimension_facts& each) noexcept;

inline constexpr std::size_t most_query_rows = 10'000;
inline constexpr std::size_t default_query_rows = 1000;

/// Reads a query. Throws failure: invalid_option, which names the member in backticks and says what
/// is allowed, for one that cannot be.
[[nodiscard]] query_request query_of(const json& asked);

/// A query's members as they were understood, with what was left out.
[[nodiscard]] json query_json(const query_request& asked);

}  // namespace attrib
