#include <fmt/format.h>

#include <libattrib/marts/detail/summed_table.hpp>
#include <string_view>

namespace attrib::detail {
namespace {

// `pattern` for every column, where {0} is its name, with `separator` between.
std::string for_each_column(const std::vector<std::string>& columns, std::string_view pattern,
                            std::string_view separator) {
    std::string list;
    for (const std::string& each : columns) {
        if (!list.empty()) list += separator;
        list += fmt::format(fmt::runtime(pattern), each);
    }
    return list;
}

}  // namespace

summed_table::summed_table(const summed_columns& of) {
    std::vector<std::string> columns = of.keys;
    columns.insert(columns.end(), of.sums.begin(), of.sums.end());
    merge_ = fmt::format(
        "merge into {} as total using {} on {} when matched and {} then delete when matched then "
        "update set {} when not matched then insert ({}) values ({})",
        of.table, of.changes, of.is_same,
        for_each_column(of.sums, "total.{0} + change.{0} = 0", " and "),
        for_each_column(of.sums, "{0} = total.{0} + change.{0}", ", "),
        for_each_column(columns, "{0}", ", "), for_each_column(columns, "change.{0}", ", "));
}

void summed_table::apply(connection& on, const binary_parameters& changes) const {
    on.run_prepared(merge_, changes);
}

}  // namespace attrib::detail
