// How many touchpoints and how many days there are before conversions.
#include <libattrib/report/detail/path_work.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <map>

namespace attrib {
namespace {

// A row per number that conversions are grouped by, called `name`, and the average of it.
json rows_by_number(const report_source& from, const report_filter& filter, path_key by,
                    const char* name) {
    path_work work(from, filter);
    path_fold fold(work.asked, by, work.view.threads());
    work.add_journeys(fold);
    work.put_totals(fold.totals());
    std::map<text_number, json> rows;
    std::uint64_t sum = 0;
    fold.for_each([&](path_fold::place path) {
        if (fold.values(path).empty()) return;
        const text_number number = fold.values(path).front();
        json& row = rows[number];
        row[name] = number;
        put_conversions(row, fold, path, work.attributed);
        sum += number * fold.conversions(path);
    });
    json data = json::array();
    for (auto& [number, row] : rows) data.push_back(std::move(row));
    work.answer[std::string("average_") + name] = ratio_of_counts(sum, work.attributed);
    work.answer["data"] = std::move(data);
    return std::move(work.answer);
}

}  // namespace

json path_lengths_report(const report_source& from, const report_filter& filter) {
    return rows_by_number(from, filter, path_key::length, "length");
}

json days_to_convert_report(const report_source& from, const report_filter& filter) {
    return rows_by_number(from, filter, path_key::days, "days");
}

}  // namespace attrib
