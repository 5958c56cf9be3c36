// Totals, days, channels, campaigns and breakdowns: sums of what models credit.
#include <libattrib/core/error.hpp>
#include <libattrib/report/credit_answer.hpp>
#include <libattrib/report/credit_table.hpp>
#include <libattrib/report/detail/csv_layout.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

#include <algorithm>
#include <memory>

namespace attrib {
namespace {

constexpr std::size_t default_campaigns = 100;
constexpr std::size_t default_rows = 1000;
constexpr std::size_t most_rows = 40'000;  // of a series: days times currencies

// One report's way: its moment, its days and models, its answer so far.
struct report_work {
    report_work(const report_source& from, const report_filter& given)
        : filter(given), view(from), scope(scope_of(view, given)), answer(envelope(scope, given)) {}

    // Answers the question about `by` and puts its totals.
    [[nodiscard]] credit_table ask(dimension by) {
        credit_table table(scope.model_names(),
                           answer_of(view, scope, question_of(scope, filter, by)));
        table.put_totals(answer);
        return table;
    }

    const report_filter& filter;
    report_view view;
    report_scope scope;
    json answer;
};

// Days by date, other values by revenue; the first `limit` of them.
std::vector<credit_table::key> keys_of(const credit_table& table, dimension by, std::size_t limit) {
    if (by < dimension::day) return table.keys_by_revenue(limit);
    auto keys = table.keys_by_value();
    std::ranges::stable_sort(keys, {},
                             [](const credit_table::key& each) { return each.of.front(); });
    keys.resize(std::min(keys.size(), limit));
    return keys;
}

// The numbers of touchpoints, which are values like others until here, as numbers.
void number_touches(json& rows) {
    for (json& row : rows)
        if (json& number = row.at("touch_no"); number.is_string())
            number = std::stoul(number.get<std::string>());
}

// Rows in order, which outlive the report's work.
struct ordered_rows {
    credit_table table;
    std::vector<credit_table::key> keys;
    dimension by;
    bool with_shares;

    [[nodiscard]] json of(const std::vector<credit_table::key>& some) const {
        json rows = table.rows(some, columns_of(by), with_shares);
        if (facts_of(by).has_touch_no) number_touches(rows);
        return rows;
    }
};

// An answer, but for its rows.
struct unwritten_answer {
    json answer;
    ordered_rows rows;
};

json json_with_rows(unwritten_answer made) {
    made.answer["data"] = made.rows.of(made.rows.keys);
    return std::move(made.answer);
}

csv_report as_csv(unwritten_answer made) {
    constexpr std::size_t bytes_of_key = 512;  // about, in the table and in `keys`
    const std::size_t models = made.answer.at("models").size();
    const std::size_t groups = std::max(made.rows.table.size(), made.rows.keys.size());
    auto rows = std::make_shared<const ordered_rows>(std::move(made.rows));
    return csv_report_of(
        std::move(made.answer),
        {rows->keys.size(), [rows](std::size_t i) { return rows->of({rows->keys[i]}); },
         groups * (bytes_of_key + models * sizeof(credit_amount))});
}

// Rows of all values. `limit` counts values of a currency.
unwritten_answer breakdown(const report_source& from, const report_filter& filter, dimension by,
                           std::optional<std::size_t> limit) {
    report_work work(from, filter);
    credit_table table = work.ask(by);
    auto keys = keys_of(table, by, limit.value_or(std::numeric_limits<std::size_t>::max()));
    work.answer["columns"] = columns_of(by);
    if (limit) work.answer["more"] = table.size() - keys.size();
    return {std::move(work.answer), {std::move(table), std::move(keys), by, true}};
}

// The currencies that every day has a row of.
std::vector<currency_name> currencies_of(report_work& work, const credit_table& table) {
    if (const auto& only = work.filter.only.currency)
        return {only->empty() ? currency_name() : currency_name(*only)};
    std::vector<currency_name> names = table.currencies();
    if (!names.empty()) return names;
    const query_result all = work.view.run("currencies");
    for (std::size_t i = 0; i < all.rows(); ++i)
        names.push_back(row_reader(all, i).optional_text());
    if (names.empty()) names.emplace_back();
    std::ranges::sort(names, null_last{});
    return names;
}

unwritten_answer timeseries(const report_source& from, const report_filter& filter) {
    report_work work(from, filter);
    const dimension by = filter.by.value_or(dimension::day);
    if (by < dimension::day)
        throw failure(errc::invalid_option,
                      "`by` names no period of a series; there are: day, week, month");
    credit_table table = work.ask(by);
    const std::vector<currency_name> currencies = currencies_of(work, table);
    std::vector<credit_table::key> keys;
    for (calendar_day day = first_day_of(by, work.scope.from); day < work.scope.to;
         day = next_of(by, day))
        for (const currency_name& currency : currencies)
            keys.push_back({currency, {to_string(day)}});
    if (keys.size() > most_rows)
        throw failure(errc::invalid_option,
                      "so many days of so many currencies are too much: give `currency`, or `from` "
                      "and `to` nearer to each other");
    work.answer["columns"] = columns_of(by);
    return {std::move(work.answer), {std::move(table), std::move(keys), by, false}};
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

json totals_report(const report_source& from, const report_filter& filter) {
    report_work work(from, filter);
    static_cast<void>(work.ask(dimension::none));
    return std::move(work.answer);
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
