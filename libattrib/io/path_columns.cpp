#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <libattrib/io/path_columns.hpp>

namespace attrib {
namespace {

struct path_role {
    std::string_view name;  // as --path-columns has it
    std::string path_column_names::*given;
    std::array<std::string_view, 3> usual;
};

constexpr std::array path_roles{
    path_role{"path", &path_column_names::path, {"path", "channels_agg"}},
    path_role{"conversions",
              &path_column_names::conversions,
              {"total_conversions", "conversions", "converted_agg"}},
    path_role{"value",
              &path_column_names::value,
              {"total_conversion_value", "conversion_value", "value"}},
    path_role{
        "journeys", &path_column_names::journeys, {"occurrences", "journeys", "total_journeys"}},
    path_role{"null", &path_column_names::ends, {"total_null", "nulls", "non_conversions"}},
};

constexpr std::string_view remedy =
    "name the columns with --path-columns path=NAME,conversions=NAME,value=NAME,"
    "journeys=NAME,null=NAME";

bool is_of(std::string_view name, const path_role& role, const path_column_names& names) {
    const std::string& given = names.*role.given;
    if (!given.empty()) return is_same_name(name, given);
    return !name.empty() && std::ranges::any_of(role.usual, [&](std::string_view each) {
        return is_same_name(name, each);
    });
}

result<std::optional<path_columns::column>> find_column(std::span<const std::string_view> header,
                                                        const path_role& role,
                                                        const path_column_names& names) {
    std::optional<path_columns::column> found;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (!is_of(header[i], role, names)) continue;
        if (found)
            return error{errc::not_path_csv,
                         fmt::format("the header has two columns for {}, {} and {}; {}", role.name,
                                     found->name, header[i], remedy)};
        found = {i, std::string(header[i])};
    }
    if (!found && !(names.*role.given).empty())
        return error{errc::bad_mapping,
                     fmt::format("--path-columns {}={}: the header has no such "
                                 "column; it has {}",
                                 role.name, names.*role.given, listed_names(header))};
    return found;
}

}  // namespace

result<path_column_names> path_column_names_of(std::string_view text) {
    path_column_names names;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find(','));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const auto role =
            std::ranges::find(path_roles, trimmed(pair.substr(0, equals)), &path_role::name);
        const std::string_view name = trimmed(pair.substr(std::min(equals + 1, pair.size())));
        if (role == path_roles.end() || name.empty())
            return error{
                errc::bad_mapping,
                fmt::format("--path-columns takes pairs such as path=journey with commas "
                            "between, of path, conversions, value, journeys and null; not {}",
                            pair)};
        if (!(names.*role->given).empty())
            return error{errc::bad_mapping,
                         fmt::format("--path-columns names {} twice", role->name)};
        names.*role->given = name;
    }
    return names;
}

result<path_columns> find_path_columns(std::span<const std::string_view> header,
                                       const path_column_names& names) {
    std::array<std::optional<path_columns::column>, path_roles.size()> found;
    for (std::size_t i = 0; i < path_roles.size(); ++i) {
        auto column = find_column(header, path_roles[i], names);
        if (!column) return column.error();
        found[i] = *std::move(column);
    }
    auto& [path, conversions, value, journeys, ends] = found;
    if (!path || (!conversions && !ends))
        return error{
            errc::not_path_csv,
            fmt::format("the header has no column of {}; it has {}; {}",
                        path ? "conversions or nulls" : "paths", listed_names(header), remedy)};
    return path_columns{header.size(),    *std::move(path),    std::move(conversions),
                        std::move(value), std::move(journeys), std::move(ends)};
}

std::size_t count_path_columns(std::span<const std::string_view> header,
                               const path_column_names& names) {
    return static_cast<std::size_t>(std::ranges::count_if(header, [&](std::string_view name) {
        return std::ranges::any_of(path_roles,
                                   [&](const path_role& role) { return is_of(name, role, names); });
    }));
}

}  // namespace attrib
