#include <libattrib/report/amounts.hpp>

#include <cmath>

namespace attrib {
namespace {

constexpr std::size_t first = static_cast<std::size_t>(model::first_click);
constexpr std::size_t last = static_cast<std::size_t>(model::last_click);

json sums_of(const amount& what) {
    return {{"conversions", what.conversions}, {"revenue", to_string(what.revenue)}};
}

json share(double part, double whole) {
    constexpr double places = 1e6;
    if (whole == 0) return nullptr;
    return std::round(part / whole * places) / places;
}

json shared_json(const amount& what, const amount& total) {
    json made = sums_of(what);
    made["conversions_share"] =
        share(static_cast<double>(what.conversions), static_cast<double>(total.conversions));
    made["revenue_share"] = share(static_cast<double>(what.revenue.millionths),
                                  static_cast<double>(total.revenue.millionths));
    return made;
}

// Last click minus first click.
json difference_of(const model_amounts& amounts) {
    return {{"conversions", amounts[last].conversions - amounts[first].conversions},
            {"revenue", to_string(amounts[last].revenue - amounts[first].revenue)}};
}

// Adds a member a model, which `member(index)` makes, and the difference.
template <class Member>
void put_models(json& row, const model_amounts& amounts, std::optional<model> only,
                const Member& member) {
    for (const model each : {model::first_click, model::last_click})
        if (!only || *only == each)
            row[std::string(name_of(each))] = member(static_cast<std::size_t>(each));
    if (!only) row["difference"] = difference_of(amounts);
}

model_amounts sum_of(const model_amounts& a, const model_amounts& b) {
    model_amounts sum = a;
    for (std::size_t i = 0; i < sum.size(); ++i) sum.at(i).add(b.at(i));
    return sum;
}

}  // namespace

model read_model(row_reader& row) {
    return row.text() == name_of(model::first_click) ? model::first_click : model::last_click;
}

amount read_amount(row_reader& row) {
    amount read;
    read.conversions = row.integer();
    read.revenue = row.amount();
    return read;
}

void put_amounts(json& row, const model_amounts& amounts, std::optional<model> only) {
    put_models(row, amounts, only, [&](std::size_t i) { return sums_of(amounts.at(i)); });
}

void put_shared_amounts(json& row, const model_amounts& amounts, const model_amounts& total,
                        std::optional<model> only) {
    put_models(row, amounts, only,
               [&](std::size_t i) { return shared_json(amounts.at(i), total.at(i)); });
}

void currency_totals::add(const currency_name& currency, model by, bool is_attributed,
                          const amount& more) {
    parts& sums = sums_[currency];
    model_amounts& part = is_attributed ? sums.attributed : sums.unattributed;
    part.at(static_cast<std::size_t>(by)).add(more);
}

json currency_totals::rows(std::optional<model> only) const {
    json rows = json::array();
    for (const auto& [currency, sums] : sums_) {
        const model_amounts whole = sum_of(sums.attributed, sums.unattributed);
        json row{{"currency", json_of(currency)}};
        put_models(row, whole, only, [&, &parts = sums](std::size_t i) {
            json made = sums_of(whole.at(i));
            made["attributed"] = sums_of(parts.attributed.at(i));
            made["unattributed"] = sums_of(parts.unattributed.at(i));
            return made;
        });
        rows.push_back(std::move(row));
    }
    return rows;
}

model_amounts currency_totals::of(const currency_name& currency) const {
    const auto found = sums_.find(currency);
    if (found == sums_.end()) return {};
    return sum_of(found->second.attributed, found->second.unattributed);
}

std::vector<currency_name> currency_totals::currencies() const {
    std::vector<currency_name> names;
    for (const auto& [currency, sums] : sums_) names.push_back(currency);
    return names;
}

}  // namespace attrib
