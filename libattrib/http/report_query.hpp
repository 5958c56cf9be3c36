/// @file
/// The query of a report's URL, read and checked.
#pragma once

#include <cstdint>
#include <libattrib/http/problem.hpp>
#include <libattrib/report/report_filter.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace attrib {

/// Parameters that an endpoint may have; a set of them is their sum.
enum class parameter : std::uint16_t {
    from = 1,
    to = 2,
    model = 4,
    conversion = 8,
    currency = 16,
    channel = 32,
    campaign = 64,
    limit = 128,
    cursor = 256,
    format = 512,
    user = 1024,
};

using parameter_set = std::uint16_t;

template <class... Parameter>
[[nodiscard]] constexpr parameter_set parameters(Parameter... each) noexcept {
    return static_cast<parameter_set>((static_cast<unsigned>(each) | ... | 0U));
}

struct report_query {
    report_filter filter;
    std::optional<bool> is_csv;  ///< nothing: as Accept says
    std::optional<std::string> user;
    std::string id;  ///< what the path names
};

/// Reads a query string into `out`; the problem when a parameter is unknown, given twice or wrong.
[[nodiscard]] std::optional<problem> read_query(std::string_view query, parameter_set allowed,
                                                report_query& out);

/// What a report says by `failure` (invalid_option) of a filter that cannot be, with the parameter
/// that its message names in backticks.
[[nodiscard]] problem problem_of_filter(const failure& failed, std::string_view query);

/// What reports show for a null currency or campaign, and for an unattributed channel.
inline constexpr std::string_view none_text = "(none)";
inline constexpr std::string_view unattributed_text = "(unattributed)";

inline constexpr std::size_t most_rows_asked = 1000;

}  // namespace attrib
