/// @file
/// The tables of paths, each row counted by itself from all journeys.
#pragma once

#include <algorithm>
#include <cstdint>
#include <libattrib/attribution/markov.hpp>
#include <map>
#include <set>
#include <tests/support/reference_journeys.hpp>
#include <tuple>
#include <vector>

namespace attrib::test {

inline void write_paths(const journey_cells& cells, table_texts& out) {
    struct sums {
        std::int64_t conversions = 0;
        money_sum revenue;
        std::int64_t days = 0;
    };
    std::map<std::tuple<text, text, std::vector<text>>, sums> paths;
    for (const plain_journey& each : cells.journeys) {
        if (!each.converts || each.dimension != 0) continue;
        sums& of = paths[{each.name, each.currency, each.values}];
        ++of.conversions;
        of.revenue += each.revenue;
        of.days += each.days;
    }
    std::vector<std::pair<std::tuple<text, text, std::vector<text>>, sums>> rows(paths.begin(),
                                                                                 paths.end());
    std::ranges::stable_sort(rows, [](const auto& a, const auto& b) {
        return std::tuple(std::get<0>(a.first), std::get<1>(a.first), -a.second.conversions) <
               std::tuple(std::get<0>(b.first), std::get<1>(b.first), -b.second.conversions);
    });
    for (const auto& [key, of] : rows) {
        const auto& [name, currency, path] = key;
        out["mart_paths"] +=
            row({quoted(name), quoted(currency), path.empty() ? "{}" : quoted(array_of(path)),
                 std::to_string(path.size()), std::to_string(of.conversions),
                 six_decimals(of.revenue), std::to_string(of.days)});
    }
}

inline void write_roles(const journey_cells& cells, table_texts& out) {
    // First, assisted, last, influenced, early, mid, late.
    std::map<std::pair<text, text>, std::vector<std::int64_t>> roles;
    for (const plain_journey& each : cells.journeys) {
        if (!each.converts || each.dimension != 0 || each.values.empty()) continue;
        const std::size_t n = each.values.size();
        const std::size_t quarter = n / 4 + (n % 4 == 0 ? 0 : 1);
        for (const text& channel : std::set(each.values.begin(), each.values.end())) {
            auto& counts = roles[{each.name, channel}];
            counts.resize(7);
            counts[0] += each.values.front() == channel ? 1 : 0;
            counts[1] += std::count(each.values.begin(), each.values.end() - 1, channel) > 0;
            counts[2] += each.values.back() == channel ? 1 : 0;
            ++counts[3];
            for (std::size_t i = 0; i < n; ++i) {
                if (each.values[i] != channel) continue;
                ++counts[i >= n - quarter ? 6 : i < quarter ? 4 : 5];
            }
        }
    }
    std::vector<std::pair<std::pair<text, text>, std::vector<std::int64_t>>> rows(roles.begin(),
                                                                                  roles.end());
    std::ranges::stable_sort(
        rows, {}, [](const auto& each) { return std::pair(each.first.first, -each.second[3]); });
    for (const auto& [key, counts] : rows) {
        std::vector<text> values{quoted(key.first), quoted(key.second)};
        for (const std::int64_t each : counts) values.push_back(std::to_string(each));
        out["mart_roles"] += row(values);
    }
}

// Largest remainders; of equal ones the earlier first; a negative total mirrored.
inline std::vector<money_sum> split_sum_plainly(money_sum total,
                                                const std::vector<std::uint64_t>& weights) {
    using count = money_sum::count;
    count all = 0;
    for (const std::uint64_t each : weights) all += each;
    const bool is_negative = total.millionths < 0;
    const count whole = is_negative ? -total.millionths : total.millionths;
    std::vector<money_sum> parts(weights.size());
    std::vector<std::size_t> order;
    count left = whole;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        parts[i].millionths = whole * weights[i] / all;
        left -= parts[i].millionths;
        order.push_back(i);
    }
    std::ranges::stable_sort(order, std::greater<>(),
                             [&](std::size_t i) { return whole * weights[i] % all; });
    for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]].millionths;
    if (is_negative)
        for (money_sum& each : parts) each.millionths = -each.millionths;
    return parts;
}

// The effects are those of the library's solver, which a test of its own holds against fractions.
inline markov_effects effects_plainly(const std::vector<const plain_journey*>& journeys,
                                      const std::vector<text>& values) {
    markov_chain chain(values.size());
    const auto place = [&](const text& value) {
        return static_cast<std::size_t>(std::ranges::find(values, value) - values.begin());
    };
    for (const plain_journey* each : journeys) {
        ++chain.starts[place(each->values.front())];
        for (std::size_t i = 1; i < each->values.size(); ++i)
            ++chain.step(place(each->values[i - 1]), place(each->values[i]));
        ++(each->converts ? chain.conversions : chain.ends)[place(each->values.back())];
    }
    return solve(chain).value();
}

inline void write_markov(const journey_cells& cells, table_texts& out) {
    std::map<std::pair<text, std::size_t>, std::vector<const plain_journey*>> parts;
    for (const plain_journey& each : cells.journeys)
        if (!each.values.empty()) parts[{each.name, each.dimension}].push_back(&each);
    for (const auto& [key, journeys] : parts) {
        std::set<text> seen;
        std::map<text, std::pair<money_sum, money_sum>> totals;
        for (const plain_journey* each : journeys) {
            seen.insert(each->values.begin(), each->values.end());
            if (!each->converts) continue;
            totals[each->currency].first += money{1'000'000};
            totals[each->currency].second += each->revenue;
        }
        if (totals.empty()) continue;
        const std::vector<text> values(seen.begin(), seen.end());
        const markov_effects found = effects_plainly(journeys, values);
        for (const auto& [currency, total] : totals) {
            const auto conversions = split_sum_plainly(total.first, found.effects);
            const auto revenue = split_sum_plainly(total.second, found.effects);
            for (std::size_t i = 0; i < values.size(); ++i) {
                text effect = std::to_string(found.effects[i]);
                effect.insert(0, 13 - std::min<std::size_t>(13, effect.size()), '0');
                out["mart_markov"] += row(
                    {quoted(key.first), key.second == 0 ? "channel" : "campaign", quoted(currency),
                     quoted(values[i]),
                     effect.substr(0, effect.size() - 12) + "." + effect.substr(effect.size() - 12),
                     six_decimals(conversions[i]), six_decimals(revenue[i])});
            }
        }
    }
}

}  // namespace attrib::test
