// Who opens paths, who assists and who closes.
#include <libattrib/journeys/role_fold.hpp>
#include <libattrib/report/credit_table.hpp>
#include <libattrib/report/detail/path_work.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <libattrib/report/row_reader.hpp>

#include <algorithm>

namespace attrib {
namespace {

constexpr std::size_t default_values = 1000;

json role_json(const role_counts& counts) {
    return {{"first", counts.first},
            {"assisted", counts.assisted},
            {"last", counts.last},
            {"influenced", counts.influenced},
            {"assisted_per_last", ratio_of_counts(counts.assisted, counts.last)},
            {"early", counts.early},
            {"mid", counts.mid},
            {"late", counts.late}};
}

using role = std::pair<role_fold::values, role_counts>;

// Those with the most influenced conversions first, then by values.
std::vector<role> most_influential(const role_fold& fold, std::size_t limit) {
    std::vector<role> roles(fold.roles().begin(), fold.roles().end());
    std::ranges::stable_sort(roles, std::greater<>(),
                             [](const role& each) { return each.second.influenced; });
    roles.resize(std::min(roles.size(), limit));
    return roles;
}

}  // namespace

json roles_report(const report_source& from, const report_filter& filter) {
    path_work work(from, filter);
    role_fold fold(work.asked, work.view.threads());
    work.add_journeys(fold);
    work.put_totals(fold.totals());
    const std::vector<std::string> columns = columns_of(work.asked.by);
    const auto shown = most_influential(fold, filter.limit.value_or(default_values));
    json data = json::array();
    for (const auto& [values, counts] : shown) {
        json row = json::object();
        for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = json_of(values[i]);
        row.update(role_json(counts));
        data.push_back(std::move(row));
    }
    work.answer["columns"] = columns;
    work.answer["more"] = fold.roles().size() - shown.size();
    work.answer["data"] = std::move(data);
    return std::move(work.answer);
}

}  // namespace attrib
