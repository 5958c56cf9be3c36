#include <libattrib/marts/summary_sum.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace attrib {

void summary_sum::add(const engine_summary& part) {
    constexpr std::array counts{&engine_summary::read,
                                &engine_summary::rejected,
                                &engine_summary::rounded,
                                &engine_summary::duplicates,
                                &engine_summary::moved_duplicates,
                                &engine_summary::events,
                                &engine_summary::users,
                                &engine_summary::sessions,
                                &engine_summary::conversions,
                                &engine_summary::ambiguous_duplicates};
    for (const auto count : counts) sum_.*count += part.*count;
    for (const daily_row& row : part.daily) {
        const auto [found, is_new] = daily_.try_emplace(
            {row.model_place, row.conversion_date, row.conversion_name, row.currency, row.channel},
            row);
        if (is_new) continue;
        found->second.conversions += row.conversions;
        found->second.revenue += row.revenue;
    }
    add_journeys(part);
}

void summary_sum::add_journeys(const engine_summary& part) {
    const auto place_of = [&](const std::string& name) {
        return static_cast<std::uint32_t>(std::ranges::find(names_, name) - names_.begin());
    };
    for (const transition_row& row : part.transitions)
        journeys_.add(row, place_of(row.conversion_name), texts_);
    for (const journey_set_row& row : part.journey_sets)
        journeys_.add(row, place_of(row.conversion_name), texts_);
}

engine_summary summary_sum::take() {
    for (auto& [key, row] : daily_)
        if (row.conversions != money_sum{} || row.revenue != money_sum{})
            sum_.daily.push_back(std::move(row));
    sum_.transitions = journeys_.transitions(names_, texts_);
    sum_.journey_sets = journeys_.sets(names_, texts_);
    return std::move(sum_);
}

}  // namespace attrib
