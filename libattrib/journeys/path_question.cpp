#include <libattrib/journeys/path_question.hpp>

namespace attrib {

touch_columns path_question::columns() const noexcept {
    touch_columns needed = only.columns();
    const dimension_facts& dimension = facts_of(by);
    for (std::size_t i = 0; i < dimension.column_count; ++i)
        needed = needed.with(dimension.columns[i]);
    return needed;
}

std::string path_dimension_names() {
    std::string names;
    for (const dimension_facts& each : all_dimensions())
        if (is_of_paths(each) && !each.name.empty())
            names.append(names.empty() ? "" : ", ").append(each.name);
    return names;
}

}  // namespace attrib
