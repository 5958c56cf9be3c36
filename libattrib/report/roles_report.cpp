// Who opens paths, who assists and who closes.
#include <libattrib/journeys/role_fold.hpp>
#include <libattrib/report/detail/csv_layout.hpp>
#include <libattrib/report/detail/path_work.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <libattrib/report/row_reader.hpp>
#include <libattrib/report/row_values.hpp>

#include <algorithm>
#include <limits>
#include <memory>

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

// Roles in order, which outlive the report's work.
struct ordered_roles {
    std::vector<std::string> columns;
    std::vector<role> roles;

    [[nodiscard]] json row(std::size_t i) const {
        const auto& [values, counts] = roles.at(i);
        json made = json::object();
        for (std::size_t c = 0; c < columns.size(); ++c) made[columns[c]] = json_of(values[c]);
        made.update(role_json(counts));
        return made;
    }
};

// The answer but for its rows, which `out` then has: at most `limit`.
json fold_roles(const report_source& from, const report_filter& filter, std::size_t limit,
                ordered_roles& out) {
    path_work work(from, filter);
    role_fold fold(work.asked, work.view.threads());
    work.add_journeys(fold);
    work.put_totals(fold.totals());
    out = {columns_of(work.asked.by), most_influential(fold, limit)};
    work.answer["columns"] = out.columns;
    work.answer["more"] = fold.roles().size() - out.roles.size();
    return std::move(work.answer);
}

}  // namespace

json roles_report(const report_source& from, const report_filter& filter) {
    ordered_roles shown;
    json answer = fold_roles(from, filter, filter.limit.value_or(default_values), shown);
    json data = json::array();
    for (std::size_t i = 0; i < shown.roles.size(); ++i) data.push_back(shown.row(i));
    answer["data"] = std::move(data);
    return answer;
}

csv_report roles_csv(const report_source& from, const report_filter& filter) {
    constexpr std::size_t bytes_of_role = 256;  // about
    const auto shown = std::make_shared<ordered_roles>();
    constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
    json answer = fold_roles(from, filter, filter.limit.value_or(all), *shown);
    return csv_report_of(
        std::move(answer),
        {shown->roles.size(), [shown](std::size_t i) { return json::array({shown->row(i)}); },
         shown->roles.size() * bytes_of_role});
}

}  // namespace attrib
