#include <fmt/format.h>

#include <algorithm>
#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/removal_effects.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_reader.hpp>
#include <numeric>

namespace attrib {
namespace {

journey_dimension dimension_of(const report_filter& filter) {
    const dimension by = filter.by.value_or(dimension::channel);
    if (by == dimension::channel) return journey_dimension::channel;
    if (by == dimension::campaign) return journey_dimension::campaign;
    throw failure(errc::invalid_option,
                  "`by` names no states of a Markov chain; there are: channel, campaign");
}

// The conversion name that the chain is of.
std::string name_of(const report_filter& filter, const attribution_options& options) {
    const std::vector<std::string> names = distinct_names(options.conversions);
    if (!filter.only.conversion_name && names.size() == 1) return names.front();
    std::string asked = filter.only.conversion_name.value_or("");
    if (std::ranges::find(names, asked) != names.end()) return asked;
    throw failure(errc::invalid_option,
                  fmt::format("`conversion` names no conversion of the tables; there are: {}",
                              fmt::join(names, ", ")));
}

std::uint64_t sum_of(const std::vector<std::uint64_t>& counts) {
    return std::reduce(counts.begin(), counts.end(), std::uint64_t{0});
}

json value_json(const std::string& value) { return value.empty() ? json() : json(value); }

// One row per state.
json states_json(const removal_effects& of, const std::string& column) {
    json rows = json::array();
    for (std::size_t i = 0; i < of.values.size(); ++i)
        rows.push_back({{column, value_json(of.values[i])},
                        {"removal_effect", effect_text(of.solved.effects[i])},
                        {"conversion_chance", of.solved.chances[i]},
                        {"starts", of.chain.starts[i]},
                        {"repeats", of.chain.step(i, i)},
                        {"conversions", of.chain.conversions[i]},
                        {"ends", of.chain.ends[i]}});
    return rows;
}

// What leaves a state for another one, a conversion or the end.
std::uint64_t leaving(const markov_chain& chain, std::size_t from) {
    std::uint64_t sum = chain.conversions[from] + chain.ends[from];
    for (std::size_t to = 0; to < chain.size(); ++to)
        if (to != from) sum += chain.step(from, to);
    return sum;
}

// One row per transition that journeys take, repeats left out.
json transitions_json(const removal_effects& of) {
    const markov_chain& chain = of.chain;
    json rows = json::array();
    const auto put = [&](json from, const char* kind, json to, std::uint64_t journeys,
                         std::uint64_t of_all) {
        if (journeys == 0) return;
        rows.push_back(
            {{"from", std::move(from)},
             {"kind", kind},
             {"to", std::move(to)},
             {"journeys", journeys},
             {"probability", static_cast<double>(journeys) / static_cast<double>(of_all)}});
    };
    for (std::size_t to = 0; to < chain.size(); ++to)
        put(nullptr, "start", value_json(of.values[to]), chain.starts[to], sum_of(chain.starts));
    for (std::size_t from = 0; from < chain.size(); ++from) {
        const std::uint64_t all = leaving(chain, from);
        for (std::size_t to = 0; to < chain.size(); ++to)
            if (to != from)
                put(value_json(of.values[from]), "step", value_json(of.values[to]),
                    chain.step(from, to), all);
        put(value_json(of.values[from]), "conversion", nullptr, chain.conversions[from], all);
        put(value_json(of.values[from]), "end", nullptr, chain.ends[from], all);
    }
    return rows;
}

std::int64_t open_journeys(report_view& view, const report_scope& scope,
                           const chain_question& asked) {
    const auto lookback = std::chrono::ceil<std::chrono::days>(scope.options().lookback);
    const query_result answer = view.run_alone(
        "open_journeys", {to_string(asked.from), to_string(asked.to), asked.conversion_name,
                          std::string(journey_dimension_names[static_cast<std::size_t>(asked.by)]),
                          std::to_string(lookback.count()), to_string(scope.today)});
    return row_reader(answer, 0).integer();
}

}  // namespace

json markov_report(const report_source& from, const report_filter& filter) {
    report_view view(from);
    report_filter known;
    known.from = filter.from;
    known.to = filter.to;
    known.now = filter.now;
    const report_scope scope = scope_of(view, known);
    const chain_question asked{scope.from, scope.to, name_of(filter, scope.options()),
                               dimension_of(filter)};
    const removal_effects chain = read_removal_effects(view.on(), asked);
    const std::string dimension(journey_dimension_names[static_cast<std::size_t>(asked.by)]);
    json answer = envelope_without_models(scope, known);
    answer["conversion"] = asked.conversion_name;
    answer["dimension"] = dimension;
    answer["journeys"] = {{"all", sum_of(chain.chain.starts)},
                          {"converted", sum_of(chain.chain.conversions)},
                          {"ended", sum_of(chain.chain.ends)},
                          {"open", open_journeys(view, scope, asked)}};
    answer["conversion_chance"] = chain.solved.conversion_chance;
    answer["columns"] = json::array({dimension});
    answer["data"] = states_json(chain, dimension);
    answer["transitions"] = transitions_json(chain);
    return answer;
}

}  // namespace attrib
