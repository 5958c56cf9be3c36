// Sessions by channel: a query by name.
#include <libattrib/report/detail/query_work.hpp>
#include <libattrib/report/report.hpp>
#include <limits>

namespace attrib {
namespace {

// A row, in which conversions are those of its sessions.
json summary_row(const json& of) {
    json row = json::object();
    for (const auto& [name, value] : of.items())
        row[name == facts_of(query_metric::session_conversions).name ? "conversions" : name] =
            value;
    return row;
}

}  // namespace

json sessions_report(const report_source& from, const report_filter& filter) {
    query_request asked;
    asked.metrics = {query_metric::sessions, query_metric::users, query_metric::events,
                     query_metric::converting_sessions, query_metric::session_conversions};
    asked.dimensions = {dimension::channel};
    asked.filter.from = filter.from;
    asked.filter.to = filter.to;
    asked.filter.now = filter.now;
    asked.filter.only.touch.front() = filter.only.touch.front();
    asked.filter.limit = std::numeric_limits<std::size_t>::max();
    report_view view(from);
    query_work work(view, asked);
    json answer = work.envelope();
    answer.erase("models");  // sessions are not credited
    json found;
    work.ask(found);
    work.rows().put_totals(found);
    work.rows().put_page(found);
    answer["totals"] = summary_row(found["totals"].front());
    answer["data"] = json::array();
    for (const json& each : found["data"]) answer["data"].push_back(summary_row(each));
    return answer;
}

}  // namespace attrib
