#include <algorithm>
#include <cmath>
#include <libattrib/journeys/removal_effects.hpp>
#include <libattrib/sql_models/verify_chains.hpp>

namespace attrib {
namespace {

// Days of which every journey is.
constexpr calendar_day first_day = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1};
constexpr calendar_day after_last_day = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1};

// 2^30 steps: what has not left a chain by then does not show in a double.
constexpr int most_squarings = 30;

// One row per removed state (0: none is removed) and step between two that are left. A chance that
// does not show in a double any more is left out: Postgres refuses numbers that are smaller still.
constexpr const char* make_chain = R"(
create temporary table attrib_moves on commit drop as
select kind, coalesce(from_value, '') as from_value, coalesce(to_value, '') as to_value,
    sum(journeys)::float8 as journeys
from dda_transitions_daily
where conversion_name = $1 and dimension = $2
group by 1, 2, 3)";

constexpr const char* make_states = R"(
create temporary table attrib_states on commit drop as
select value, row_number() over (order by value collate "C") as state,
    sum(starts) as starts, sum(conversions) as conversions, sum(leaving) as leaving
from (
    select to_value as value, journeys as starts, 0::float8 as conversions, 0::float8 as leaving
    from attrib_moves where kind = 'start'
    union all
    select to_value, 0, 0, 0 from attrib_moves where kind = 'step'
    union all
    select from_value, 0, case when kind = 'conversion' then journeys else 0 end, journeys
    from attrib_moves where kind <> 'start'
) as counts
group by value)";

constexpr const char* make_steps = R"(
create temporary table attrib_steps on commit drop as
select removed.state as removed, origin.state as origin, target.state as target,
    moves.journeys / origin.leaving as chance
from attrib_moves as moves
join attrib_states as origin on origin.value = moves.from_value
join attrib_states as target on target.value = moves.to_value
cross join (select state from attrib_states union all select 0) as removed
where moves.kind = 'step' and removed.state not in (origin.state, target.state))";

// Expected visits, from the start of a journey: those of the first step, then of 2, 4, 8, ...
// steps.
constexpr const char* make_visits = R"(
create temporary table attrib_visits on commit drop as
select removed.state as removed, states.state, states.starts / sum(states.starts) over
    (partition by removed.state) as visits
from attrib_states as states
cross join (select state from attrib_states union all select 0) as removed;
delete from attrib_visits where removed = state)";

constexpr const char* add_steps = R"(
create temporary table attrib_next on commit drop as
select removed, state, sum(visits) as visits
from (
    select removed, state, visits from attrib_visits
    union all
    select steps.removed, steps.target, visited.visits * steps.chance
    from attrib_visits as visited
    join attrib_steps as steps
        on steps.removed = visited.removed and steps.origin = visited.state
    where visited.visits > 1e-150 and steps.chance > 1e-150
) as added
group by removed, state;
drop table attrib_visits;
alter table attrib_next rename to attrib_visits)";

constexpr const char* square_steps = R"(
create temporary table attrib_next on commit drop as
select first.removed, first.origin, second.target, sum(first.chance * second.chance) as chance
from attrib_steps as first
join attrib_steps as second
    on second.removed = first.removed and second.origin = first.target
where first.chance > 1e-40 and second.chance > 1e-40
group by first.removed, first.origin, second.target;
drop table attrib_steps;
alter table attrib_next rename to attrib_steps)";

constexpr const char* read_effects = R"(
with chances as (
    select visits.removed, sum(visits.visits * states.conversions / states.leaving) as chance
    from attrib_visits as visits
    join attrib_states as states on states.state = visits.state
    group by visits.removed
)
select states.value, case when whole.chance > 0
    then 1 - coalesce(without.chance, 0) / whole.chance else 0 end
from attrib_states as states
cross join (select coalesce(sum(chance), 0) as chance from chances where removed = 0) as whole
left join chances as without on without.removed = states.state)";

constexpr const char* drop_all =
    "drop table attrib_moves, attrib_states, attrib_steps, attrib_visits";

std::size_t count_states(connection& on, const query_parameters& chain) {
    return static_cast<std::size_t>(
        on.run("select count(distinct coalesce(to_value, '')) from dda_transitions_daily where "
               "conversion_name = $1 and dimension = $2 and kind in ('start', 'step')",
               chain)
            .integer(0, 0));
}

double difference_of(connection& on, const removal_effects& solved) {
    double largest = 0;
    const query_result effects = on.run(read_effects);
    for (std::size_t i = 0; i < effects.rows(); ++i) {
        const double by_sql = std::stod(std::string(effects.text(i, 1)));
        const double by_solver = static_cast<double>(solved.effect_of(effects.text(i, 0))) /
                                 static_cast<double>(whole_effect);
        largest = std::max(largest, std::abs(by_sql - by_solver));
    }
    return largest;
}

chain_comparison compare_chain(connection& on, const std::string& name, journey_dimension by) {
    const query_parameters chain{
        name, std::string(journey_dimension_names[static_cast<std::size_t>(by)])};
    chain_comparison compared{name, by, count_states(on, chain)};
    compared.is_compared = compared.states <= most_states_compared;
    if (!compared.is_compared || compared.states == 0) return compared;
    const removal_effects solved = read_removal_effects(on, {first_day, after_last_day, name, by});
    on.run(make_chain, chain);
    for (const char* const statement : {make_states, make_steps, make_visits}) on.run(statement);
    for (int i = 0; i < most_squarings; ++i) {
        on.run(add_steps);
        on.run(square_steps);
        if (!on.run("select exists (select from attrib_steps where chance > 1e-20)").boolean(0, 0))
            break;
    }
    compared.largest_difference = difference_of(on, solved);
    on.run(drop_all);
    return compared;
}

}  // namespace

std::vector<chain_comparison> compare_chains(connection& on,
                                             const std::vector<std::string>& conversion_names) {
    std::vector<chain_comparison> all;
    for (const std::string& name : conversion_names)
        for (std::size_t i = 0; i < journey_dimension_count; ++i)
            all.push_back(compare_chain(on, name, static_cast<journey_dimension>(i)));
    return all;
}

}  // namespace attrib
