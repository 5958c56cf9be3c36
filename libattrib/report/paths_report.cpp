// The paths that led to conversions.
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/path_page.hpp>
#include <libattrib/report/detail/csv_layout.hpp>
#include <libattrib/report/detail/path_work.hpp>
#include <libattrib/report/path_cursor.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <libattrib/report/row_reader.hpp>
#include <libattrib/report/row_values.hpp>

#include <algorithm>
#include <limits>
#include <memory>

namespace attrib {
namespace {

constexpr std::size_t default_paths = 50;

void check_selection(const path_question& asked, const path_selection& which) {
    if (which.min_length && which.max_length && *which.min_length > *which.max_length)
        throw failure(errc::invalid_option, "`max_length` must be `min_length` or more");
    if (facts_of(asked.by).column_count == 1 || !which.has_values()) return;
    const char* const given = !which.contains.empty() ? "contains"
                              : which.starts_with     ? "starts_with"
                                                      : "ends_with";
    throw failure(errc::invalid_option,
                  "`" + std::string(given) + "` is for paths by a dimension of one column");
}

// Touchpoints of the same values that follow each other are one step.
json steps_of(const path_fold& fold, path_fold::place path,
              const std::vector<std::string>& columns) {
    const auto values = fold.values(path);
    json steps = json::array();
    for (std::size_t at = 0; at < values.size();) {
        const auto step = values.subspan(at, columns.size());
        json made = json::object();
        for (std::size_t i = 0; i < columns.size(); ++i)
            made[columns[i]] = json_of(fold.texts().text_of(step[i]));
        std::size_t times = 0;
        for (; at < values.size() && std::ranges::equal(values.subspan(at, columns.size()), step);
             at += columns.size())
            ++times;
        made["times"] = times;
        steps.push_back(std::move(made));
    }
    return steps;
}

std::uint64_t days_of(const path_fold& fold, path_fold::place path) {
    std::uint64_t days = 0;
    fold.for_each_currency(path, [&](text_number, const path_sums& each) { days += each.days; });
    return days;
}

// Paths in order, which outlive the report's work.
struct folded_paths {
    explicit folded_paths(path_work& work)
        : asked(work.asked), fold(asked, path_key::values, work.view.threads()) {
        work.add_journeys(fold);
        work.put_totals(fold.totals());
        attributed = work.attributed;
    }

    [[nodiscard]] json row(std::size_t i) const {
        const path_fold::place path = page.paths.at(i);
        const std::vector<std::string> columns = columns_of(asked.by);
        json made{{"path", steps_of(fold, path, columns)},
                  {"length", fold.values(path).size() / columns.size()}};
        put_conversions(made, fold, path, attributed);
        made["average_days"] = ratio_of_counts(days_of(fold, path), fold.conversions(path));
        return made;
    }

    path_question asked;
    path_fold fold;
    std::uint64_t attributed = 0;
    path_page page{};
};

using shared_paths = std::shared_ptr<const folded_paths>;

// The answer but for its rows, which `out` then has: `otherwise` of them where there is no limit.
json fold_paths(const report_source& from, const report_filter& filter, std::size_t otherwise,
                shared_paths& out) {
    path_work work(from, filter);
    check_selection(work.asked, filter.paths);
    path_page_request request{
        .which = filter.paths, .after = {}, .limit = filter.limit.value_or(otherwise)};
    if (!filter.cursor.empty()) request.after = parse_path_cursor(filter.cursor).value();
    const auto made = std::make_shared<folded_paths>(work);
    made->page = page_of(made->fold, request);
    const path_page& page = made->page;
    work.answer["columns"] = columns_of(work.asked.by);
    work.answer["path_count"] = page.all;
    work.answer["selected"] = {{"paths", page.selected},
                               {"conversions", page.selected_conversions}};
    work.answer["next_cursor"] = page.next ? json(cursor_text(*page.next)) : json(nullptr);
    out = made;
    return std::move(work.answer);
}

}  // namespace

json paths_report(const report_source& from, const report_filter& filter) {
    shared_paths paths;
    json answer = fold_paths(from, filter, default_paths, paths);
    json data = json::array();
    for (std::size_t i = 0; i < paths->page.paths.size(); ++i) data.push_back(paths->row(i));
    answer["data"] = std::move(data);
    return answer;
}

csv_report paths_csv(const report_source& from, const report_filter& filter) {
    constexpr std::size_t bytes_of_path = 128;  // about
    shared_paths paths;
    json answer = fold_paths(from, filter, std::numeric_limits<std::size_t>::max(), paths);
    return csv_report_of(
        std::move(answer),
        {paths->page.paths.size(), [paths](std::size_t i) { return json::array({paths->row(i)}); },
         paths->fold.size() * bytes_of_path});
}

}  // namespace attrib
