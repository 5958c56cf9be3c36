// Totals, days, channels, campaigns and breakdowns: queries by name.
#include <libattrib/core/error.hpp>
#include <libattrib/report/detail/credit_totals.hpp>
#include <libattrib/report/detail/csv_layout.hpp>
#include <libattrib/report/detail/named_query.hpp>
#include <libattrib/report/detail/query_work.hpp>
#include <libattrib/report/report.hpp>
#include <limits>
#include <memory>

namespace attrib {
namespace {

constexpr std::size_t default_campaigns = 100;
constexpr std::size_t default_rows = 1000;
constexpr std::size_t every_row = std::numeric_limits<std::size_t>::max();

// A query and its answer so far: the envelope and the totals.
struct credit_work {
    credit_work(const report_source& from, query_request request)
        : view(from), work(view, std::move(request)), answer(work.envelope()) {
        work.ask(answer);
        put_credit_totals(work.table(), work.models(), answer);
    }

    report_view view;
    query_work work;
    json answer;
};

// An answer, but for its rows.
struct unwritten_answer {
    json answer;
    std::shared_ptr<const queried_rows> made;
    query_rows::page page;
};

json json_with_rows(unwritten_answer of) {
    json data = json::array();
    for (const query_key& each : of.page.keys) of.made->rows->append_rows(each, data);
    of.answer["data"] = std::move(data);
    return std::move(of.answer);
}

csv_report as_csv(unwritten_answer of) {
    const auto keys = std::make_shared<const std::vector<query_key>>(std::move(of.page.keys));
    const auto rows_at = [made = of.made, keys](std::size_t i) {
        json rows = json::array();
        made->rows->append_rows(keys->at(i), rows);
        return rows;
    };
    return csv_report_of(std::move(of.answer),
                         {keys->size(), rows_at, of.made->bytes(of.page.all)});
}

// Rows of all values, periods in order, other values by currency and revenue. `limit` counts values
// of a currency.
unwritten_answer breakdown(const report_source& from, const report_filter& filter, dimension by,
                           std::optional<std::size_t> limit) {
    query_request asked = credit_query(filter);
    asked.metrics.push_back(query_metric::conversions_share);
    asked.metrics.push_back(query_metric::revenue_share);
    asked.dimensions = list_of(by);
    if (limit) asked.filter.limit = limit;
    if (by >= dimension::day) {
        asked.order = std::vector{query_order{"date"}};
    } else {
        asked.order = std::vector{query_order{"currency"}, query_order{"revenue", true}};
        asked.keeps_largest = true;
    }
    credit_work of(from, std::move(asked));
    auto page = of.work.rows().page_of(every_row);
    of.answer["columns"] = columns_of(by);
    if (limit) of.answer["more"] = page.all - page.keys.size();
    return {std::move(of.answer), of.work.made(), std::move(page)};
}

unwritten_answer timeseries(const report_source& from, const report_filter& filter) {
    const dimension by = filter.by.value_or(dimension::day);
    if (by < dimension::day)
        throw failure(errc::invalid_option,
                      "`by` names no period of a series; there are: day, week, month");
    query_request asked = credit_query(filter);
    asked.interval = by;
    credit_work of(from, std::move(asked));
    of.answer["columns"] = columns_of(by);
    return {std::move(of.answer), of.work.made(), of.work.rows().page_of(every_row)};
}

unwritten_answer campaigns(const report_source& from, const report_filter& filter,
                           std::optional<std::size_t> otherwise) {
    return breakdown(from, filter, dimension::campaign_origin,
                     filter.limit ? filter.limit : otherwise);
}

unwritten_answer breakdown_by(const report_source& from, const report_filter& filter,
                              std::optional<std::size_t> otherwise) {
    return breakdown(from, filter, filter.by.value_or(dimension::none),
                     filter.limit ? filter.limit : otherwise);
}

}  // namespace

query_request credit_query(const report_filter& filter) {
    query_request asked;
    asked.metrics = {query_metric::conversions, query_metric::revenue};
    asked.by_currency = true;
    asked.filter = filter;
    // A limit of 0 is refused, whatever the report does with it.
    if (filter.limit != std::size_t{0}) asked.filter.limit = every_row;
    asked.filter.cursor.clear();
    asked.shares_filtered = true;
    return asked;
}

json totals_report(const report_source& from, const report_filter& filter) {
    return credit_work(from, credit_query(filter)).answer;
}

json timeseries_report(const report_source& from, const report_filter& filter) {
    return json_with_rows(timeseries(from, filter));
}

csv_report timeseries_csv(const report_source& from, const report_filter& filter) {
    return as_csv(timeseries(from, filter));
}

json channels_report(const report_source& from, const report_filter& filter) {
    return json_with_rows(breakdown(from, filter, dimension::channel, std::nullopt));
}

json campaigns_report(const report_source& from, const report_filter& filter) {
    return json_with_rows(campaigns(from, filter, default_campaigns));
}

csv_report campaigns_csv(const report_source& from, const report_filter& filter) {
    return as_csv(campaigns(from, filter, std::nullopt));
}

json breakdown_report(const report_source& from, const report_filter& filter) {
    return json_with_rows(breakdown_by(from, filter, default_rows));
}

csv_report breakdown_csv(const report_source& from, const report_filter& filter) {
    return as_csv(breakdown_by(from, filter, std::nullopt));
}

}  // namespace attrib
