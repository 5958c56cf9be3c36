#include <libattrib/report/query_table.hpp>

#include <libattrib/attribution/attributor.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <limits>

namespace attrib {
namespace {

constexpr double no_number = -std::numeric_limits<double>::infinity();
constexpr double microseconds_a_day = 86'400e6;

double count_of(const money_sum& sum) { return static_cast<double>(sum.millionths); }

void add_to(std::vector<credit_amount>& sums, const std::vector<credit_amount>& more) {
    for (std::size_t i = 0; i < more.size(); ++i) sums[i].add(more[i]);
}

// Revenue per conversion, to the millionth, half away from zero; nothing where there is no credit.
std::optional<money_sum> average_of(const credit_amount& of) {
    const money_sum::count credit = of.conversions.millionths;
    if (credit == 0) return std::nullopt;
    // A conversion is a million millionths.
    const auto twice = of.revenue.millionths * 2 * whole_credit.millionths;
    const auto by = credit * 2;
    money_sum average;
    average.millionths = (twice + ((twice < 0) == (by < 0) ? credit : -credit)) / by;
    return average;
}

// Of the metrics that count sessions.
std::optional<std::int64_t> count_of(query_metric metric, const session_sums& visits) {
    switch (metric) {
        case query_metric::sessions:
            return visits.sessions;
        case query_metric::users:
            return visits.users;
        case query_metric::events:
            return visits.events;
        case query_metric::converting_sessions:
            return visits.converting_sessions;
        case query_metric::session_conversions:
            return visits.conversions;
        default:
            return std::nullopt;
    }
}

struct ratio {
    double part;
    double whole;
};

// Of the metrics that are ratios.
ratio ratio_of(query_metric metric, const query_sums& sums, std::size_t model,
               const query_sums& whole) {
    const credit_amount of = sums.credited_by(model);
    const credit_amount all = whole.credited_by(model);
    const double attributed = count_of(sums.attributed_by(model).conversions);
    switch (metric) {
        case query_metric::conversions_share:
            return {count_of(of.conversions), count_of(all.conversions)};
        case query_metric::revenue_share:
            return {count_of(of.revenue), count_of(all.revenue)};
        case query_metric::days_to_convert:
            return {count_of(of.microseconds_to_convert) / microseconds_a_day, attributed};
        case query_metric::touchpoints:
            return {count_of(of.touchpoints), attributed};
        default:  // conversion_rate
            return {count_of(of.conversions) / count_of(whole_credit),
                    static_cast<double>(sums.visits.sessions)};
    }
}

}  // namespace

credit_amount query_sums::attributed_by(std::size_t model) const {
    return model < attributed.size() ? attributed[model] : credit_amount();
}

credit_amount query_sums::unattributed_by(std::size_t model) const {
    return model < unattributed.size() ? unattributed[model] : credit_amount();
}

credit_amount query_sums::credited_by(std::size_t model) const {
    credit_amount sum = attributed_by(model);
    sum.add(unattributed_by(model));
    return sum;
}

query_sums& query_table::sums_at(const query_key& row) {
    query_sums& sums = rows_[row];
    sums.attributed.resize(models_);
    sums.unattributed.resize(models_);
    return sums;
}

void query_table::add(const std::vector<credited_group>& groups) {
    for (const auto& [group, amounts] : groups) {
        query_key row = group.values;
        if (asked_.by_currency) row.push_back(group.currency);
        query_sums& total = totals_[asked_.by_currency ? group.currency : currency_name()];
        total.attributed.resize(models_);
        total.unattributed.resize(models_);
        for (query_sums* const sums : {&sums_at(row), &total})
            add_to(group.is_attributed ? sums->attributed : sums->unattributed, amounts);
    }
}

void query_table::add(const std::vector<session_group>& groups, const session_sums& everyone) {
    for (const session_group& each : groups) sums_at(each.values).visits = each.sums;
    query_sums& total = totals_[currency_name()];
    total.attributed.resize(models_);
    total.unattributed.resize(models_);
    total.visits = everyone;
}

const query_sums* query_table::find(const query_key& row) const {
    const auto found = rows_.find(row);
    return found == rows_.end() ? nullptr : &found->second;
}

std::vector<query_key> query_table::keys() const {
    std::vector<query_key> keys;
    keys.reserve(rows_.size());
    for (const auto& [row, sums] : rows_) keys.push_back(row);
    return keys;
}

json value_of(query_metric metric, const query_sums& sums, std::size_t model,
              const query_sums& whole) {
    switch (metric) {
        case query_metric::conversions:
            return credit_text(sums.credited_by(model).conversions);
        case query_metric::revenue:
            return to_string(sums.credited_by(model).revenue);
        case query_metric::average_value:
            if (const auto average = average_of(sums.credited_by(model)))
                return to_string(*average);
            return {};
        default:
            if (const auto count = count_of(metric, sums.visits)) return *count;
            const auto [part, of] = ratio_of(metric, sums, model, whole);
            return rounded_ratio(part, of);
    }
}

double number_of(query_metric metric, const query_sums& sums, std::size_t model,
                 const query_sums& whole) {
    switch (metric) {
        case query_metric::conversions:
            return count_of(sums.credited_by(model).conversions);
        case query_metric::revenue:
            return count_of(sums.credited_by(model).revenue);
        case query_metric::average_value:
            if (const auto average = average_of(sums.credited_by(model))) return count_of(*average);
            return no_number;
        default:
            if (const auto count = count_of(metric, sums.visits))
                return static_cast<double>(*count);
            const auto [part, of] = ratio_of(metric, sums, model, whole);
            return of == 0 ? no_number : part / of;
    }
}

money_sum exact_of(query_metric metric, const query_sums& sums, std::size_t model) {
    if (metric == query_metric::conversions) return sums.credited_by(model).conversions;
    if (metric == query_metric::revenue) return sums.credited_by(model).revenue;
    return {};
}

}  // namespace attrib
