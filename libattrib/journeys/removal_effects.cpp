#include <libattrib/journeys/removal_effects.hpp>

#include <algorithm>
#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

transition_kind kind_named(std::string_view name) noexcept {
    return static_cast<transition_kind>(std::ranges::find(transition_kind_names, name) -
                                        transition_kind_names.begin());
}

// Over all days of the question.
std::vector<transition_row> read_transitions(connection& on, const chain_question& asked) {
    const query_result answer = on.run(
        "select kind, coalesce(from_value, ''), coalesce(to_value, ''), sum(journeys)::bigint from "
        "dda_transitions_daily where day >= $1::date and day < $2::date and conversion_name = "
        "$3::text and dimension = $4::text group by kind, from_value, to_value",
        {to_string(asked.from), to_string(asked.to), asked.conversion_name,
         std::string(journey_dimension_names[static_cast<std::size_t>(asked.by)])});
    std::vector<transition_row> read;
    for (std::size_t i = 0; i < answer.rows(); ++i)
        read.push_back({asked.conversion_name, asked.from, asked.by, kind_named(answer.text(i, 0)),
                        std::string(answer.text(i, 1)), std::string(answer.text(i, 2)),
                        answer.integer(i, 3)});
    return read;
}

}  // namespace

removal_effects read_removal_effects(connection& on, const chain_question& asked) {
    const std::vector<transition_row> transitions = read_transitions(on, asked);
    transition_chain chain;
    for (const transition_row& each : transitions) chain.add(each);
    if (const std::size_t states = chain.values().size(); states > most_states_asked)
        throw failure(errc::invalid_option, "`models` has a Markov chain of " +
                                                std::to_string(states) + " values, more than " +
                                                std::to_string(most_states_asked) +
                                                ": ask by channel, or for fewer days");
    return chain.solve().value();
}

}  // namespace attrib
