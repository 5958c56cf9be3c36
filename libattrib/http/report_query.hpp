/// @file
/// The query of a report's URL, read and checked.
#pragma once

#include <cstdint>
#include <libattrib/http/problem.hpp>
#include <libattrib/report/query_request.hpp>
#include <libattrib/report/report_filter.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// Parameters that an endpoint may have; a set of them is their sum.
enum class parameter : std::uint32_t {
    from = 1U << 0U,
    to = 1U << 1U,
    models = 1U << 2U,
    conversion = 1U << 3U,
    currency = 1U << 4U,
    channel = 1U << 5U,
    source = 1U << 6U,
    medium = 1U << 7U,
    campaign = 1U << 8U,
    landing_page = 1U << 9U,
    device_category = 1U << 10U,
    country = 1U << 11U,
    lookback_days = 1U << 12U,
    direct = 1U << 13U,
    by = 1U << 14U,
    limit = 1U << 15U,
    cursor = 1U << 16U,
    format = 1U << 17U,
    user = 1U << 18U,
    contains = 1U << 19U,
    starts_with = 1U << 20U,
    ends_with = 1U << 21U,
    min_length = 1U << 22U,
    max_length = 1U << 23U,
    of_dimension = 1U << 24U,
    search = 1U << 25U,
    bom = 1U << 26U,
};

using parameter_set = std::uint32_t;

template <class... Parameter>
[[nodiscard]] constexpr parameter_set parameters(Parameter... each) noexcept {
    return (static_cast<parameter_set>(each) | ... | 0U);
}

struct report_query {
    report_filter filter;
    std::optional<bool> is_csv;  ///< nothing: as Accept says
    std::optional<std::string> user;
    std::string id;                        ///< what the path names
    std::optional<query_request> query{};  ///< of /query, which has no filter
    bool has_byte_order_mark = false;      ///< of CSV
};

/// Reads a query string into `out`; the problem when a parameter is unknown, given twice (but for
/// `contains`) or wrong, or one of `required` is not given.
[[nodiscard]] std::optional<problem> read_query(std::string_view query, parameter_set allowed,
                                                report_query& out, parameter_set required = 0);

/// What a report says by `failure` (invalid_option) of a filter that cannot be, with the parameter
/// that its message names in backticks.
[[nodiscard]] problem problem_of_filter(const failure& failed, std::string_view query);

/// What reports show for a null currency or campaign, and for an unattributed channel.
inline constexpr std::string_view none_text = "(none)";
inline constexpr std::string_view unattributed_text = "(unattributed)";

inline constexpr std::size_t most_rows_asked = 1000;

}  // namespace attrib
