#include <libattrib/journeys/removal_effects.hpp>

#include <algorithm>
#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

struct read_transition {
    transition_kind kind = transition_kind::start;
    std::string from;
    std::string to;
    std::uint64_t journeys = 0;
};

transition_kind kind_named(std::string_view name) noexcept {
    return static_cast<transition_kind>(std::ranges::find(transition_kind_names, name) -
                                        transition_kind_names.begin());
}

std::vector<read_transition> read_transitions(connection& on, const chain_question& asked) {
    const query_result answer = on.run(
        "select kind, coalesce(from_value, ''), coalesce(to_value, ''), sum(journeys)::bigint from "
        "dda_transitions_daily where day >= $1::date and day < $2::date and conversion_name = "
        "$3::text and dimension = $4::text group by kind, from_value, to_value",
        {to_string(asked.from), to_string(asked.to), asked.conversion_name,
         std::string(journey_dimension_names[static_cast<std::size_t>(asked.by)])});
    std::vector<read_transition> read;
    for (std::size_t i = 0; i < answer.rows(); ++i)
        read.push_back({kind_named(answer.text(i, 0)), std::string(answer.text(i, 1)),
                        std::string(answer.text(i, 2)),
                        static_cast<std::uint64_t>(answer.integer(i, 3))});
    return read;
}

// Every state has a transition to it: from the start or from another one.
std::vector<std::string> values_of(const std::vector<read_transition>& transitions) {
    std::vector<std::string> values;
    for (const read_transition& each : transitions)
        if (each.kind == transition_kind::start || each.kind == transition_kind::step)
            values.push_back(each.to);
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

void count(const read_transition& each, std::size_t from, std::size_t to, markov_chain& into) {
    switch (each.kind) {
        case transition_kind::start:
            into.starts[to] += each.journeys;
            break;
        case transition_kind::step:
            into.step(from, to) += each.journeys;
            break;
        case transition_kind::conversion:
            into.conversions[from] += each.journeys;
            break;
        case transition_kind::end:
            into.ends[from] += each.journeys;
            break;
    }
}

}  // namespace

std::uint64_t removal_effects::effect_of(std::string_view value) const noexcept {
    const auto found = std::ranges::lower_bound(values, value);
    if (found == values.end() || *found != value) return 0;
    return solved.effects[static_cast<std::size_t>(found - values.begin())];
}

removal_effects read_removal_effects(connection& on, const chain_question& asked) {
    const std::vector<read_transition> transitions = read_transitions(on, asked);
    removal_effects read;
    read.values = values_of(transitions);
    if (read.values.size() > most_states_asked)
        throw failure(errc::invalid_option,
                      "`models` has a Markov chain of " + std::to_string(read.values.size()) +
                          " values, more than " + std::to_string(most_states_asked) +
                          ": ask by channel, or for fewer days");
    read.chain = markov_chain(read.values.size());
    const auto place_of = [&](const std::string& value) {
        return static_cast<std::size_t>(std::ranges::lower_bound(read.values, value) -
                                        read.values.begin());
    };
    for (const read_transition& each : transitions)
        count(each, place_of(each.from), place_of(each.to), read.chain);
    read.solved = solve(read.chain).value();
    return read;
}

}  // namespace attrib
