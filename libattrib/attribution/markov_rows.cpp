#include <libattrib/attribution/markov_rows.hpp>

#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/markov_credit.hpp>
#include <libattrib/attribution/markov_order.hpp>
#include <libattrib/attribution/transition_chain.hpp>
#include <map>
#include <string_view>
#include <utility>

namespace attrib {
namespace {

// What converting journeys of one currency add up to.
struct converted_sums {
    money_sum conversions;  // one is `whole_credit`
    money_sum revenue;
};

// Everything of a conversion name and dimension.
struct chain_part {
    transition_chain chain;
    std::map<std::string_view, converted_sums> totals;  // by currency
};

using chain_parts = std::map<std::pair<std::string_view, journey_dimension>, chain_part>;

chain_parts chain_parts_of(std::span<const transition_row> transitions,
                           std::span<const journey_set_row> sets) {
    chain_parts parts;
    for (const transition_row& each : transitions)
        parts[{each.conversion_name, each.dimension}].chain.add(each);
    for (const journey_set_row& each : sets) {
        if (each.conversions == 0) continue;
        converted_sums& sums = parts[{each.conversion_name, each.dimension}].totals[each.currency];
        sums.conversions.millionths += money_sum::count{each.conversions} * whole_credit.millionths;
        sums.revenue += each.revenue;
    }
    return parts;
}

error too_many_values(std::string_view name, journey_dimension by, std::size_t values) {
    return {errc::too_large,
            "mart_markov: the Markov chain of '" + std::string(name) + "' by " +
                std::string(journey_dimension_names[static_cast<std::size_t>(by)]) + " has " +
                std::to_string(values) + " values, more than " +
                std::to_string(most_markov_states) + "; leave the table out"};
}

void append_credit(const chain_parts::value_type& part, const removal_effects& effects,
                   std::vector<effect_row>& rows) {
    const auto& [key, of] = part;
    for (const auto& [currency, sums] : of.totals) {
        const auto conversions = split_by_effects(sums.conversions, effects.solved.effects);
        const auto revenue = split_by_effects(sums.revenue, effects.solved.effects);
        for (std::size_t i = 0; i < conversions.size(); ++i)
            rows.push_back({std::string(key.first), key.second, std::string(currency),
                            effects.values[i], effects.solved.effects[i], conversions[i],
                            revenue[i]});
    }
}

}  // namespace

result<std::vector<effect_row>> markov_rows(std::span<const transition_row> transitions,
                                            std::span<const journey_set_row> sets) {
    std::vector<effect_row> rows;
    for (const auto& part : chain_parts_of(transitions, sets)) {
        const auto& [key, of] = part;
        if (of.totals.empty()) continue;
        if (const std::size_t values = of.chain.values().size(); values > most_markov_states)
            return too_many_values(key.first, key.second, values);
        const auto effects = of.chain.solve();
        if (!effects) return effects.error();
        append_credit(part, *effects, rows);
    }
    return rows;
}

}  // namespace attrib
