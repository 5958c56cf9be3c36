#include <libattrib/attribution/transition_chain.hpp>

#include <algorithm>

namespace attrib {
namespace {

std::size_t place_of(std::string_view value, const std::vector<std::string>& values) {
    return static_cast<std::size_t>(std::ranges::lower_bound(values, value) - values.begin());
}

}  // namespace

std::uint64_t removal_effects::effect_of(std::string_view value) const noexcept {
    const std::size_t place = place_of(value, values);
    return place == values.size() || values[place] != value ? 0 : solved.effects[place];
}

void transition_chain::add(const transition_row& row) {
    journeys_[{row.kind, row.from, row.to}] += static_cast<std::uint64_t>(row.journeys);
}

// Every state has a transition to it: from the start or from another one.
std::vector<std::string> transition_chain::values() const {
    std::vector<std::string> values;
    for (const auto& [where, journeys] : journeys_) {
        const auto& [kind, from, to] = where;
        if (kind == transition_kind::start || kind == transition_kind::step)
            values.emplace_back(to);
    }
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

result<removal_effects> transition_chain::solve() const {
    removal_effects made{values(), markov_chain(), {}};
    made.chain = markov_chain(made.values.size());
    for (const auto& [where, journeys] : journeys_) {
        const auto& [kind, from, to] = where;
        switch (kind) {
            case transition_kind::start:
                made.chain.starts[place_of(to, made.values)] += journeys;
                break;
            case transition_kind::step:
                made.chain.step(place_of(from, made.values), place_of(to, made.values)) += journeys;
                break;
            case transition_kind::conversion:
                made.chain.conversions[place_of(from, made.values)] += journeys;
                break;
            case transition_kind::end:
                made.chain.ends[place_of(from, made.values)] += journeys;
                break;
        }
    }
    auto solved = attrib::solve(made.chain);
    if (!solved) return solved.error();
    made.solved = *std::move(solved);
    return made;
}

}  // namespace attrib
