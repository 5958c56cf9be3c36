#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <map>
#include <set>
#include <tests/support/exact_markov.hpp>

namespace attrib::test {
namespace {

using fraction = boost::multiprecision::cpp_rational;
using state = std::vector<std::string>;
using matrix = std::vector<std::vector<fraction>>;

// What was counted of a state.
struct counted {
    std::uint64_t starts = 0;
    std::uint64_t conversions = 0;
    std::uint64_t journeys = 0;  // that leave it, or end in it
    std::map<state, std::uint64_t> steps;
};
using counts = std::map<state, counted>;

std::vector<state> states_along(const std::vector<std::string>& path, std::size_t order) {
    if (path.size() <= order) return {path};
    std::vector<state> states;
    for (std::size_t i = 0; i + order <= path.size(); ++i)
        states.emplace_back(path.begin() + static_cast<std::ptrdiff_t>(i),
                            path.begin() + static_cast<std::ptrdiff_t>(i + order));
    return states;
}

counts count(const std::vector<path_count>& paths, std::size_t order) {
    counts all;
    for (const path_count& path : paths) {
        const std::uint64_t journeys = path.conversions + path.ends;
        if (journeys == 0) continue;
        const std::vector<state> states = states_along(path.channels, order);
        all[states.front()].starts += journeys;
        all[states.back()].conversions += path.conversions;
        for (const state& each : states) all[each].journeys += journeys;
        for (std::size_t i = 1; i < states.size(); ++i)
            all[states[i - 1]].steps[states[i]] += journeys;
    }
    return all;
}

// Solves m x = right by Gauss and Jordan.
std::vector<fraction> solve_system(matrix m, std::vector<fraction> right) {
    for (std::size_t p = 0; p < m.size(); ++p) {
        std::size_t pivot = p;
        while (m[pivot][p] == 0) ++pivot;
        std::swap(m[pivot], m[p]);
        std::swap(right[pivot], right[p]);
        for (std::size_t i = 0; i < m.size(); ++i) {
            if (i == p || m[i][p] == 0) continue;
            const fraction factor = m[i][p] / m[p][p];
            for (std::size_t j = p; j < m.size(); ++j) m[i][j] -= factor * m[p][j];
            right[i] -= factor * right[p];
        }
    }
    for (std::size_t i = 0; i < m.size(); ++i) right[i] /= m[i][i];
    return right;
}

// The chance to convert without a state that has `removed`; with an empty name, of all.
fraction chance_without(const counts& all, const std::string& removed) {
    std::vector<state> kept;
    for (const auto& [name, of] : all)
        if (std::ranges::find(name, removed) == name.end()) kept.push_back(name);
    matrix m(kept.size(), std::vector<fraction>(kept.size()));
    std::vector<fraction> right(kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const counted& from = all.at(kept[i]);
        m[i][i] = 1;
        right[i] = fraction(from.conversions) / from.journeys;
        for (std::size_t j = 0; j < kept.size(); ++j)
            if (const auto found = from.steps.find(kept[j]); found != from.steps.end())
                m[i][j] -= fraction(found->second) / from.journeys;
    }
    const std::vector<fraction> chances = solve_system(std::move(m), std::move(right));
    fraction converting = 0;
    fraction starting = 0;
    for (const auto& [name, of] : all) starting += of.starts;
    for (std::size_t i = 0; i < kept.size(); ++i) converting += chances[i] * all.at(kept[i]).starts;
    return converting / starting;
}

std::uint64_t rounded_half_up(const fraction& share) {
    const fraction units = share * 1'000'000'000'000 + fraction(1, 2);
    return static_cast<std::uint64_t>(numerator(units) / denominator(units));
}

}  // namespace

std::vector<std::string> channels_of(const std::vector<path_count>& paths) {
    std::set<std::string> names;
    for (const path_count& each : paths) names.insert(each.channels.begin(), each.channels.end());
    return {names.begin(), names.end()};
}

exact_effects solve_exactly(const std::vector<path_count>& paths, std::size_t order) {
    const counts all = count(paths, order);
    const fraction whole = chance_without(all, "");
    exact_effects found{whole.str(), {}, {}};
    for (const std::string& channel : channels_of(paths)) {
        const fraction effect = 1 - chance_without(all, channel) / whole;
        found.fractions.push_back(effect.str());
        found.effects.push_back(rounded_half_up(effect));
    }
    return found;
}

std::vector<path_count> example_paths() {
    return {{{"Display", "Paid Search"}, 2, 1},
            {{"Paid Search"}, 1, 3},
            {{"Display"}, 0, 4},
            {{"Email", "Paid Search", "Direct"}, 1, 0},
            {{"Direct"}, 2, 6}};
}

}  // namespace attrib::test
