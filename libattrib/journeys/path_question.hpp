/// @file
/// A question about the paths that led to conversions: which conversions, which touchpoints, what
/// of each touchpoint.
#pragma once

#include <cstddef>
#include <libattrib/journeys/credit_question.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// The path of a conversion is its touchpoints in the lookback in order of time, each as its values
/// of the dimension; one without a touchpoint is unattributed and has none. `from` and `to` bound
/// conversion_date; `to` is the day after the last.
struct path_question {
    calendar_day from;
    calendar_day to;
    microseconds lookback;
    dimension by = dimension::channel;  ///< is_of_paths
    /// Takes conversions with a touchpoint in the lookback that passes all of `only.touch`; their
    /// paths are whole. An unattributed conversion has null in every column.
    credit_filter only{};

    /// The columns that journeys need for it.
    [[nodiscard]] touch_columns columns() const noexcept;
};

/// Whether a path may have that dimension: values of columns of touchpoints alone.
[[nodiscard]] inline bool is_of_paths(const dimension_facts& by) noexcept {
    return by.column_count > 0 && !by.has_touch_no;
}

/// Names of the dimensions that a path may have, joined by ", ".
[[nodiscard]] std::string path_dimension_names();

/// Which paths are shown. Lengths are numbers of touchpoints. Values are of a dimension of one
/// column; an empty one stands for null.
struct path_selection {
    std::vector<std::string> contains{};  ///< each somewhere on the path
    std::optional<std::string> starts_with{};
    std::optional<std::string> ends_with{};
    std::optional<std::size_t> min_length{};
    std::optional<std::size_t> max_length{};

    [[nodiscard]] bool has_values() const noexcept {
        return !contains.empty() || starts_with || ends_with;
    }
};

}  // namespace attrib
