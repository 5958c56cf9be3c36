#include <libattrib/report/row_values.hpp>

namespace attrib {

std::string credit_text(const money_sum& credit) {
    std::string text = to_string(credit);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::vector<std::string> columns_of(dimension by) {
    const dimension_facts& facts = facts_of(by);
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < facts.column_count; ++i)
        columns.emplace_back(touch_column_names[static_cast<std::size_t>(facts.columns[i])]);
    if (facts.has_touch_no) columns.emplace_back("touch_no");
    if (by >= dimension::day)
        columns.emplace_back("date");
    else if (by == dimension::conversion_name)
        columns.emplace_back("conversion_name");
    return columns;
}

}  // namespace attrib
