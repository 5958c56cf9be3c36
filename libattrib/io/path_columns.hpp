/// @file
/// Which column of a file of paths is which.
#pragma once

#include <libattrib/core/error.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace attrib {

/// What the columns of a file of paths are called; an empty one as usual.
struct path_column_names {
    std::string path;         ///< usually path or channels_agg
    std::string conversions;  ///< total_conversions, conversions or converted_agg
    std::string value;        ///< total_conversion_value, conversion_value or value
    std::string journeys;     ///< occurrences, journeys or total_journeys
    std::string ends;         ///< total_null, nulls or non_conversions
};

/// The names of `path=NAME,conversions=NAME,value=NAME,journeys=NAME,null=NAME`, any of them.
/// Errors: bad_mapping.
[[nodiscard]] result<path_column_names> path_column_names_of(std::string_view text);

/// Where the columns stand among the values of a row, and what they are called there.
struct path_columns {
    struct column {
        std::size_t position = 0;
        std::string name;
    };
    std::size_t width = 0;
    column path;
    std::optional<column> conversions;  ///< this or `ends` is there
    std::optional<column> value;
    std::optional<column> journeys;
    std::optional<column> ends;
};

/// Finds the columns in a header; names are compared without case. Errors: not_path_csv (no path,
/// neither conversions nor nulls, two columns that one role may be), bad_mapping (a column that was
/// named is not there). Messages do not name the file.
[[nodiscard]] result<path_columns> find_path_columns(std::span<const std::string_view> header,
                                                     const path_column_names& names);

/// How many names of a header are those of columns.
[[nodiscard]] std::size_t count_path_columns(std::span<const std::string_view> header,
                                             const path_column_names& names);

}  // namespace attrib
