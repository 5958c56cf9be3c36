#include <algorithm>
#include <functional>
#include <libattrib/report/credit_table.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

json amounts_of(const credit_amount& what) {
    return {{"conversions", credit_text(what.conversions)}, {"revenue", to_string(what.revenue)}};
}

json share(const money_sum& part, const money_sum& whole) {
    return rounded_ratio(static_cast<double>(part.millionths),
                         static_cast<double>(whole.millionths));
}

credit_amount sum_of(credit_amount a, const credit_amount& b) {
    a.add(b);
    return a;
}

void add_to(std::vector<credit_amount>& sums, const std::vector<credit_amount>& more) {
    sums.resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i) sums[i].add(more[i]);
}

}  // namespace

std::string credit_text(const money_sum& credit) {
    std::string text = to_string(credit);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::vector<std::string> columns_of(dimension by) {
    const dimension_facts& facts = facts_of(by);
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < facts.column_count; ++i)
        columns.emplace_back(touch_column_names[static_cast<std::size_t>(facts.columns[i])]);
    if (facts.has_touch_no) columns.emplace_back("touch_no");
    if (by >= dimension::day)
        columns.emplace_back("date");
    else if (by == dimension::conversion_name)
        columns.emplace_back("conversion_name");
    return columns;
}

credit_table::credit_table(std::vector<std::string> models, const std::vector<credited_group>& rows)
    : models_(std::move(models)) {
    for (const auto& [group, given] : rows) {
        add_to(groups_[group.currency][group.values], given);
        parts& sums = totals_[group.currency];
        sums.attributed.resize(models_.size());
        sums.unattributed.resize(models_.size());
        add_to(group.is_attributed ? sums.attributed : sums.unattributed, given);
    }
}

void credit_table::put_totals(json& answer) const {
    json conversions = json::array();
    for (std::size_t i = 0; i < models_.size(); ++i) {
        money_sum attributed;
        money_sum unattributed;
        for (const auto& [currency, sums] : totals_) {
            attributed += sums.attributed[i].conversions;
            unattributed += sums.unattributed[i].conversions;
        }
        conversions.push_back({{"model", models_[i]},
                               {"conversions", credit_text(attributed + unattributed)},
                               {"attributed", credit_text(attributed)},
                               {"unattributed", credit_text(unattributed)}});
    }
    json totals = json::array();
    for (const auto& [currency, sums] : totals_)
        for (std::size_t i = 0; i < models_.size(); ++i) {
            json row{{"model", models_[i]}, {"currency", json_of(currency)}};
            row.update(amounts_of(sum_of(sums.attributed[i], sums.unattributed[i])));
            row["attributed"] = amounts_of(sums.attributed[i]);
            row["unattributed"] = amounts_of(sums.unattributed[i]);
            totals.push_back(std::move(row));
        }
    answer["conversions"] = std::move(conversions);
    answer["totals"] = std::move(totals);
}

json credit_table::shares(const credit_amount& part, const credit_amount& whole) {
    return {{"conversions_share", share(part.conversions, whole.conversions)},
            {"revenue_share", share(part.revenue, whole.revenue)}};
}

json credit_table::rows(const std::vector<key>& keys, const std::vector<std::string>& columns,
                        bool with_shares) const {
    json rows = json::array();
    for (const key& each : keys) {
        const auto currency = groups_.find(each.currency);
        const amounts* given = nullptr;
        if (currency != groups_.end())
            if (const auto found = currency->second.find(each.of); found != currency->second.end())
                given = &found->second;
        for (std::size_t i = 0; i < models_.size(); ++i) {
            const credit_amount amount = given == nullptr ? credit_amount() : (*given)[i];
            json row{{"model", models_[i]}};
            for (std::size_t column = 0; column < columns.size(); ++column)
                row[columns[column]] = json_of(each.of[column]);
            row["currency"] = json_of(each.currency);
            row.update(amounts_of(amount));
            if (with_shares) {
                const parts& sums = totals_.at(each.currency);
                row.update(shares(amount, sum_of(sums.attributed[i], sums.unattributed[i])));
            }
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::vector<credit_table::key> credit_table::keys_by_value() const {
    std::vector<key> keys;
    for (const auto& [currency, groups] : groups_)
        for (const auto& each : groups) keys.push_back({currency, each.first});
    return keys;
}

std::vector<credit_table::key> credit_table::keys_by_revenue(std::size_t limit) const {
    struct candidate {
        key name;
        money_sum last;
        money_sum largest;
        bool is_kept = true;
    };
    std::vector<candidate> all;
    for (const auto& [currency, groups] : groups_) {
        const auto first = static_cast<std::ptrdiff_t>(all.size());
        for (const auto& each : groups)
            all.push_back(
                {{currency, each.first},
                 each.second.back().revenue,
                 std::ranges::max_element(each.second, {}, &credit_amount::revenue)->revenue});
        std::ranges::stable_sort(all.begin() + first, all.end(), std::greater<>(),
                                 &candidate::last);
    }
    if (all.size() > limit) {
        std::vector<candidate*> order;
        order.reserve(all.size());
        for (candidate& each : all) order.push_back(&each);
        std::ranges::stable_sort(order, [](const candidate* a, const candidate* b) {
            return a->largest != b->largest ? a->largest > b->largest : a->last > b->last;
        });
        for (std::size_t i = limit; i < order.size(); ++i) order[i]->is_kept = false;
    }
    std::vector<key> keys;
    for (candidate& each : all)
        if (each.is_kept) keys.push_back(std::move(each.name));
    return keys;
}

std::size_t credit_table::size() const noexcept {
    std::size_t sum = 0;
    for (const auto& [currency, groups] : groups_) sum += groups.size();
    return sum;
}

std::vector<currency_name> credit_table::currencies() const {
    std::vector<currency_name> names;
    for (const auto& [currency, sums] : totals_) names.push_back(currency);
    return names;
}

}  // namespace attrib
