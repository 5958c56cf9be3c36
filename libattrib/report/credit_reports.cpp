// Totals, days, channels and campaigns: sums of what the models credit.
#include <libattrib/core/error.hpp>
#include <libattrib/report/amounts.hpp>
#include <libattrib/report/credit_sums.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>

#include <algorithm>
#include <map>

namespace attrib {
namespace {

constexpr std::size_t default_campaigns = 100;
constexpr std::size_t most_days = 40'000;  // days times currencies

using day_key = std::pair<calendar_day, currency_name>;

struct day_order {
    [[nodiscard]] bool operator()(const day_key& a, const day_key& b) const noexcept {
        return a.first != b.first ? a.first < b.first : null_last{}(a.second, b.second);
    }
};

// What falls on days, and its sums.
struct day_credits {
    std::map<day_key, model_amounts, day_order> rows;
    currency_totals totals;
};

day_credits read_days(report_view& view, const query_parameters& parameters) {
    const query_result answer = view.run_alone("credits_by_day", parameters);
    day_credits credits;
    for (std::size_t i = 0; i < answer.rows(); ++i) {
        row_reader row(answer, i);
        const model by = read_model(row);
        const calendar_day day = row.day();
        const currency_name currency = row.optional_text();
        const bool is_attributed = row.boolean();
        const amount credited = read_amount(row);
        credits.totals.add(currency, by, is_attributed, credited);
        credits.rows[{day, currency}].at(static_cast<std::size_t>(by)).add(credited);
    }
    return credits;
}

// The currencies that every day has a row of.
std::vector<currency_name> currencies_of(report_view& view, const report_filter& filter,
                                         const currency_totals& totals) {
    if (filter.currency)
        return {filter.currency->empty() ? currency_name() : currency_name(*filter.currency)};
    std::vector<currency_name> names = totals.currencies();
    if (!names.empty()) return names;
    const query_result all = view.run("currencies");
    for (std::size_t i = 0; i < all.rows(); ++i)
        names.push_back(row_reader(all, i).optional_text());
    if (names.empty()) names.emplace_back();
    std::ranges::sort(names, null_last{});
    return names;
}

// By currency, then the most of the last model shown, then by name.
bool comes_before(const auto& a, const auto& b, model by) {
    if (a.first.first != b.first.first) return null_last{}(a.first.first, b.first.first);
    const auto at = static_cast<std::size_t>(by);
    const money_sum& revenue_of_a = a.second.at(at).revenue;
    const money_sum& revenue_of_b = b.second.at(at).revenue;
    if (revenue_of_a != revenue_of_b) return revenue_of_a > revenue_of_b;
    return null_last{}(a.first.second, b.first.second);
}

json read_campaign(row_reader& row, const currency_totals& totals, std::optional<model> only) {
    json made = json::object();
    for (const char* const name : {"campaign", "source", "medium", "channel"})
        made[name] = row.text_or_null();
    const currency_name currency = row.optional_text();
    made["currency"] = json_of(currency);
    model_amounts amounts;
    for (amount& each : amounts) each = read_amount(row);
    put_shared_amounts(made, amounts, totals.of(currency), only);
    return made;
}

}  // namespace

json totals_report(connection& on, const report_filter& filter) {
    report_view view(on);
    const report_scope scope = scope_of(view, filter);
    json answer = envelope(scope, filter);
    answer["totals"] =
        sum_by_channel(view, credit_parameters(scope, filter)).totals.rows(filter.only);
    return answer;
}

json timeseries_report(connection& on, const report_filter& filter) {
    report_view view(on);
    const report_scope scope = scope_of(view, filter);
    const day_credits credits = read_days(view, credit_parameters(scope, filter));
    const std::vector<currency_name> currencies = currencies_of(view, filter, credits.totals);
    const auto days = static_cast<std::size_t>((scope.to - scope.from).count());
    if (days * currencies.size() > most_days)
        throw failure(errc::invalid_option,
                      "so many days of so many currencies are too much: give `currency`, or `from` "
                      "and `to` nearer to each other");
    json answer = envelope(scope, filter);
    answer["totals"] = credits.totals.rows(filter.only);
    json data = json::array();
    for (calendar_day day = scope.from; day < scope.to; day += std::chrono::days{1}) {
        for (const currency_name& currency : currencies) {
            const auto found = credits.rows.find({day, currency});
            json row = {{"date", to_string(day)}, {"currency", json_of(currency)}};
            put_amounts(row, found == credits.rows.end() ? model_amounts() : found->second,
                        filter.only);
            data.push_back(std::move(row));
        }
    }
    answer["data"] = std::move(data);
    return answer;
}

json channels_report(connection& on, const report_filter& filter) {
    report_view view(on);
    const report_scope scope = scope_of(view, filter);
    const channel_sums credits = sum_by_channel(view, credit_parameters(scope, filter));
    json answer = envelope(scope, filter);
    answer["totals"] = credits.totals.rows(filter.only);
    const model by = filter.only.value_or(model::last_click);
    std::vector<std::pair<channel_key, model_amounts>> sorted(credits.rows.begin(),
                                                              credits.rows.end());
    std::ranges::sort(sorted,
                      [by](const auto& a, const auto& b) { return comes_before(a, b, by); });
    json data = json::array();
    for (const auto& [key, amounts] : sorted) {
        json row = {{"channel", json_of(key.second)}, {"currency", json_of(key.first)}};
        put_shared_amounts(row, amounts, credits.totals.of(key.first), filter.only);
        data.push_back(std::move(row));
    }
    answer["data"] = std::move(data);
    return answer;
}

json campaigns_report(connection& on, const report_filter& filter) {
    report_view view(on);
    const report_scope scope = scope_of(view, filter);
    query_parameters parameters = credit_parameters(scope, filter);
    const currency_totals totals = sum_by_channel(view, parameters).totals;
    parameters.push_back(std::to_string(filter.limit.value_or(default_campaigns)));
    const query_result answer_rows = view.run("campaigns", parameters);
    json data = json::array();
    std::int64_t count = 0;
    for (std::size_t i = 0; i < answer_rows.rows(); ++i) {
        row_reader row(answer_rows, i);
        data.push_back(read_campaign(row, totals, filter.only));
        count = row.integer();
    }
    json answer = envelope(scope, filter);
    answer["totals"] = totals.rows(filter.only);
    answer["more"] = count - static_cast<std::int64_t>(data.size());
    answer["data"] = std::move(data);
    return answer;
}

}  // namespace attrib
