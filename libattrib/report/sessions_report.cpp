#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

// Members of a row after its channel, in the order of the query.
constexpr std::array counts{"sessions", "users", "events", "converting_sessions", "conversions"};

}  // namespace

json sessions_report(const report_source& from, const report_filter& filter) {
    report_view view(from);
    report_filter known;
    known.from = filter.from;
    known.to = filter.to;
    known.only.touch.front() = filter.only.touch.front();
    const report_scope scope = scope_of(view, known);
    const query_result rows =
        view.run("sessions", {to_string(scope.from), to_string(scope.to),
                              scope.options().zone.name(), known.only.touch.front()});
    json totals = json::object();
    for (const char* const name : counts) totals[name] = 0;
    json data = json::array();
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        row_reader row(rows, i);
        json made = {{"channel", row.text()}};
        for (const char* const name : counts) {
            made[name] = row.integer();
            totals[name] = totals[name].get<std::int64_t>() + made[name].get<std::int64_t>();
        }
        // Whoever came by several channels counts once.
        totals["users"] = row.integer();
        data.push_back(std::move(made));
    }
    json answer = envelope(scope, known);
    answer.erase("models");  // sessions are not credited
    answer["totals"] = std::move(totals);
    answer["data"] = std::move(data);
    return answer;
}

}  // namespace attrib
