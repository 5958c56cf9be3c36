#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <libattrib/core/error.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <libattrib/report/detail/credit_totals.hpp>
#include <libattrib/report/detail/query_rows.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <libattrib/report/row_reader.hpp>
#include <limits>

namespace attrib {
namespace {

constexpr std::size_t longest_series = 40'000;  // rows that are filled in

const query_sums no_sums{};

std::vector<calendar_day> dates_of(dimension interval, const queried_days& days) {
    std::vector<calendar_day> dates;
    for (calendar_day day = first_day_of(interval, days.from); day < days.to;
         day = next_of(interval, day))
        dates.push_back(day);
    return dates;
}

std::size_t offset_of(const std::string& cursor) {
    std::size_t offset = 0;
    const auto [end, wrong] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), offset);
    if (!cursor.empty() && (wrong != std::errc{} || end != cursor.data() + cursor.size()))
        throw failure(errc::invalid_option,
                      "`cursor` must be next_cursor of another page: " + cursor);
    return offset;
}

const query_sums* total_in(const query_table& table, const currency_name& currency) {
    const auto found = table.totals().find(currency);
    return found == table.totals().end() ? nullptr : &found->second;
}

json change_of(double now, double before) {
    if (!std::isfinite(now) || !std::isfinite(before)) return {};
    return rounded_ratio(now - before, before);
}

std::string cell_text(const json& value) {
    if (value.is_null()) return {};
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void sort_by_text(std::vector<query_key>& rows, std::size_t column, bool is_descending) {
    std::ranges::stable_sort(rows, [&](const query_key& a, const query_key& b) {
        return is_descending ? null_last{}(b[column], a[column])
                             : null_last{}(a[column], b[column]);
    });
}

// Calls `add(prefix, metric)` for the metrics' columns of a line of CSV.
template <class Add>
void for_each_csv_metric(const query_request& asked, const Add& add) {
    for (const std::string_view prefix : {"", "previous", "change"})
        if (prefix.empty() || asked.compare)
            for (const query_metric each : asked.metrics)
                add(std::string(prefix), std::string(facts_of(each).name));
}

}  // namespace

query_rows::query_rows(const query_request& asked, const std::vector<std::string>& models,
                       const std::vector<queried_days>& days, std::vector<currency_name> currencies)
    : asked_(asked),
      models_(models),
      days_(days),
      currencies_(std::move(currencies)),
      columns_(asked.columns()) {
    check_order();
    static_cast<void>(offset_of(asked.filter.cursor));
    if (asked.compare && asked.interval) pair_dates();
}

// The i-th date of the days that are compared stands for the i-th date of the others.
void query_rows::pair_dates() {
    const auto now = dates_of(*asked_.interval, days_[0]);
    const auto before = dates_of(*asked_.interval, days_[1]);
    for (std::size_t i = 0; i < now.size() && i < before.size(); ++i) {
        earlier_[to_string(now[i])] = to_string(before[i]);
        later_[to_string(before[i])] = to_string(now[i]);
    }
}

// The row of the compared days that stands beside a row; nothing: none does.
query_rows::maybe_key query_rows::earlier(query_key row) const {
    if (!asked_.interval) return row;
    const auto found = earlier_.find(row.front().value_or(""));
    if (found == earlier_.end()) return std::nullopt;
    row.front() = found->second;
    return row;
}

currency_name query_rows::currency_of(const query_key& row) const {
    return asked_.by_currency ? row.back() : currency_name();
}

// What shares are parts of.
const query_sums& query_rows::whole_of(const queried_days& days,
                                       const currency_name& currency) const {
    const query_sums* const whole =
        total_in(asked_.shares_filtered ? days.table : days.whole, currency);
    return whole == nullptr ? no_sums : *whole;
}

std::size_t query_rows::model_count() const noexcept {
    return std::max<std::size_t>(models_.size(), 1);
}

json query_rows::values_of(const query_sums* sums, std::size_t model,
                           const query_sums& whole) const {
    json values = json::object();
    for (const query_metric each : asked_.metrics)
        values[std::string(facts_of(each).name)] =
            value_of(each, sums == nullptr ? no_sums : *sums, model, whole);
    return values;
}

// Adds what the compared days have, and by what part of that each metric changed.
void query_rows::put_comparison(json& row, const compared& now, const compared& before,
                                std::size_t model) const {
    row["previous"] = values_of(before.sums, model, before.whole);
    json change = json::object();
    for (const query_metric each : asked_.metrics) {
        const auto number_in = [&](const compared& of) {
            return number_of(each, of.sums == nullptr ? no_sums : *of.sums, model, of.whole);
        };
        change[std::string(facts_of(each).name)] = change_of(number_in(now), number_in(before));
    }
    row["change"] = std::move(change);
}

json query_rows::row_of(std::size_t model, const query_key& key) const {
    json row = json::object();
    if (!models_.empty()) row["model"] = models_[model];
    for (std::size_t i = 0; i < columns_.size(); ++i)
        row[columns_[i]] =
            columns_[i] == "touch_no" && key[i] ? json(std::stoul(*key[i])) : json_of(key[i]);
    return row;
}

void query_rows::put_totals(json& answer) const {
    json columns = json::array();
    for (const std::string& each : columns_)
        columns.push_back({{"name", each}, {"kind", "dimension"}});
    for (const query_metric each : asked_.metrics)
        columns.push_back(
            {{"name", facts_of(each).name}, {"kind", "metric"}, {"unit", facts_of(each).unit}});
    answer["columns"] = std::move(columns);
    std::set<currency_name, null_last> currencies;
    for (const queried_days& days : days_)
        for (const auto& [currency, sums] : days.table.totals()) currencies.insert(currency);
    json totals = json::array();
    for (const currency_name& currency : currencies)
        for (std::size_t model = 0; model < model_count(); ++model)
            totals.push_back(total_of(currency, model));
    answer["totals"] = std::move(totals);
}

json query_rows::total_of(const currency_name& currency, std::size_t model) const {
    json row = json::object();
    if (!models_.empty()) row["model"] = models_[model];
    if (asked_.by_currency) row["currency"] = json_of(currency);
    const auto sums_in = [&](const queried_days& days) {
        return compared{total_in(days.table, currency), whole_of(days, currency)};
    };
    const compared now = sums_in(days_[0]);
    row.update(values_of(now.sums, model, now.whole));
    if (!models_.empty())
        put_parts(row, now.sums == nullptr ? no_sums : *now.sums, model, asked_.by_currency);
    if (asked_.compare) put_comparison(row, now, sums_in(days_[1]), model);
    return row;
}

// Rows of either range, by their values; of a series without other dimensions every date.
std::vector<query_key> query_rows::all_rows() const {
    std::set<query_key, query_key_order> rows;
    for (const query_key& each : days_[0].table.keys()) rows.insert(each);
    if (asked_.compare)
        for (query_key each : days_[1].table.keys()) {
            if (asked_.interval) {
                const auto found = later_.find(each.front().value_or(""));
                if (found == later_.end()) continue;
                each.front() = found->second;
            }
            rows.insert(std::move(each));
        }
    if (asked_.interval && asked_.dimensions.empty()) fill_dates(rows);
    return {rows.begin(), rows.end()};
}

void query_rows::fill_dates(std::set<query_key, query_key_order>& rows) const {
    std::set<currency_name, null_last> currencies;
    if (const auto& only = asked_.filter.only.currency; only && asked_.by_currency)
        currencies.insert(only->empty() ? currency_name() : currency_name(*only));
    for (const query_key& each : rows) currencies.insert(currency_of(each));
    if (currencies.empty()) currencies.insert(currencies_.begin(), currencies_.end());
    if (currencies.empty()) currencies.emplace();
    const auto dates = dates_of(*asked_.interval, days_[0]);
    if (dates.size() * currencies.size() > longest_series)
        throw failure(
            errc::invalid_option,
            "so many dates of so many currencies are more than 40,000 rows: give `currency`, "
            "longer periods, or `from` and `to` nearer to each other");
    for (const calendar_day day : dates)
        for (const currency_name& currency : currencies) {
            query_key row{to_string(day)};
            if (asked_.by_currency) row.push_back(currency);
            rows.insert(std::move(row));
        }
}

void query_rows::check_order() const {
    for (const query_order& each : asked_.order) {
        const auto metric = metric_named(each.by);
        const bool is_asked =
            metric ? asked_.has(*metric)
                   : each.model.empty() && std::ranges::find(columns_, each.by) != columns_.end();
        if (!is_asked)
            throw failure(errc::invalid_option,
                          "`order_by` has what the query does not ask for: " + each.by +
                              "; there are: its metrics and the columns of its dimensions");
        static_cast<void>(model_at(each));
    }
}

std::size_t query_rows::model_at(const query_order& order) const {
    if (order.model.empty()) return model_count() - 1;
    const auto found = std::ranges::find(models_, order.model);
    if (found == models_.end())
        throw failure(errc::invalid_option,
                      "`order_by` names a model that the query does not ask for: " + order.model +
                          "; there are: its models");
    return static_cast<std::size_t>(found - models_.begin());
}

const query_sums& query_rows::sums_of(const query_key& key) const {
    const query_sums* const sums = days_[0].table.find(key);
    return sums == nullptr ? no_sums : *sums;
}

// Rows are in order of their values already: what is equal stays so.
void query_rows::sort(std::vector<query_key>& rows) const {
    std::vector<query_order> order = asked_.order;
    if (order.empty() && !asked_.interval)
        order.push_back({std::string(facts_of(asked_.metrics.front()).name), true, {}});
    std::ranges::reverse(order);  // the first decides at last
    for (const query_order& each : order) {
        if (const auto metric = metric_named(each.by)) {
            sort_by_number(rows, *metric, model_at(each), each.is_descending);
        } else {
            const auto column = std::ranges::find(columns_, each.by) - columns_.begin();
            sort_by_text(rows, static_cast<std::size_t>(column), each.is_descending);
        }
    }
}

// Exact counts tell apart what is the same number with a double's digits.
void query_rows::sort_by_number(std::vector<query_key>& rows, query_metric metric,
                                std::size_t model, bool is_descending) const {
    struct numbered_row {
        double number;
        money_sum exact;
        query_key key;
    };
    std::vector<numbered_row> numbered;
    numbered.reserve(rows.size());
    for (query_key& each : rows) {
        const query_sums& sums = sums_of(each);
        const double number = number_of(metric, sums, model, whole_of(days_[0], currency_of(each)));
        numbered.push_back({number, exact_of(metric, sums, model), std::move(each)});
    }
    std::ranges::stable_sort(numbered, [&](const numbered_row& a, const numbered_row& b) {
        const numbered_row& first = is_descending ? b : a;
        const numbered_row& second = is_descending ? a : b;
        return first.number != second.number ? first.number < second.number
                                             : first.exact < second.exact;
    });
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::move(numbered[i].key);
}

// Of equal ones the last model's revenue decides, then the order.
void query_rows::keep_largest(std::vector<query_key>& rows, std::size_t count) const {
    if (rows.size() <= count) return;
    struct ranked_row {
        money_sum largest;
        money_sum last;
        std::size_t place;
    };
    std::vector<ranked_row> ranked;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const query_sums& sums = sums_of(rows[i]);
        ranked_row& row = ranked.emplace_back();
        row = {sums.credited_by(0).revenue, sums.credited_by(model_count() - 1).revenue, i};
        for (std::size_t model = 1; model < model_count(); ++model)
            row.largest = std::max(row.largest, sums.credited_by(model).revenue);
    }
    std::ranges::stable_sort(ranked, [](const ranked_row& a, const ranked_row& b) {
        return a.largest != b.largest ? a.largest > b.largest : a.last > b.last;
    });
    ranked.resize(count);
    std::ranges::sort(ranked, {}, &ranked_row::place);
    std::vector<query_key> kept;
    kept.reserve(ranked.size());
    for (const ranked_row& each : ranked) kept.push_back(std::move(rows[each.place]));
    rows = std::move(kept);
}

query_rows::page query_rows::page_of(std::size_t otherwise) const {
    std::vector<query_key> rows = all_rows();
    sort(rows);
    page shown{.keys = {}, .all = rows.size()};
    const std::size_t limit = asked_.filter.limit.value_or(otherwise);
    if (asked_.keeps_largest) keep_largest(rows, limit);
    shown.begin = std::min(offset_of(asked_.filter.cursor), rows.size());
    const std::size_t count = std::min(rows.size() - shown.begin, limit);
    const auto first =
        std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(shown.begin));
    shown.keys.assign(first, first + static_cast<std::ptrdiff_t>(count));
    return shown;
}

void query_rows::put_page(json& answer) const {
    const page shown = page_of(default_query_rows);
    const std::size_t end = shown.begin + shown.keys.size();
    json data = json::array();
    for (const query_key& each : shown.keys) append_rows(each, data);
    answer["group_count"] = shown.all;
    answer["more"] = shown.all - end;
    answer["next_cursor"] =
        end < shown.all && !asked_.keeps_largest ? json(std::to_string(end)) : json();
    answer["data"] = std::move(data);
}

void query_rows::append_rows(const query_key& key, json& data) const {
    const currency_name currency = currency_of(key);
    const compared now{days_[0].table.find(key), whole_of(days_[0], currency)};
    for (std::size_t model = 0; model < model_count(); ++model) {
        json row = row_of(model, key);
        row.update(values_of(now.sums, model, now.whole));
        if (asked_.compare) {
            const maybe_key before = earlier(key);
            put_comparison(
                row, now,
                {before ? days_[1].table.find(*before) : nullptr, whole_of(days_[1], currency)},
                model);
            if (asked_.interval)
                row["previous"]["date"] = before ? json_of(before->front()) : json();
        }
        data.push_back(std::move(row));
    }
}

void query_rows::append_csv_lines(const query_key& key, std::string& out) const {
    json data = json::array();
    append_rows(key, data);
    for (const json& row : data) append_csv_row(row, out);
}

bool query_rows::has_previous_date() const noexcept {
    return asked_.compare.has_value() && asked_.interval.has_value();
}

// Those before the metrics.
std::vector<std::string> query_rows::csv_columns() const {
    std::vector<std::string> names = columns_;
    if (!models_.empty()) names.insert(names.begin(), "model");
    return names;
}

void query_rows::append_csv_header(std::string& out) const {
    std::vector<std::string> names = csv_columns();
    if (has_previous_date()) names.emplace_back("previous_date");
    for_each_csv_metric(asked_, [&](const std::string& prefix, const std::string& metric) {
        names.push_back(prefix.empty() ? metric : prefix + "_" + metric);
    });
    append_spreadsheet_row(out, names);
}

void query_rows::append_csv_row(const json& row, std::string& out) const {
    std::vector<std::string> values;
    for (const std::string& each : csv_columns()) values.push_back(cell_text(row.at(each)));
    if (has_previous_date()) values.push_back(cell_text(row.at("previous").at("date")));
    for_each_csv_metric(asked_, [&](const std::string& prefix, const std::string& metric) {
        values.push_back(cell_text((prefix.empty() ? row : row.at(prefix)).at(metric)));
    });
    append_spreadsheet_row(out, values);
}

}  // namespace attrib
