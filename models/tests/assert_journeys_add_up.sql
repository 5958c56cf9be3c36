-- Conversion names whose journeys do not begin, end and convert as often as their sets and last clicks say.
with transitions as (
    select
        conversion_name,
        dimension,
        sum(case when kind = 'start' then journeys end) as begun,
        sum(case when kind in ('conversion', 'end') then journeys end) as ends,
        coalesce(sum(case when kind = 'conversion' then journeys end), 0) as conversions
    from {{ ref('dda_transitions_daily') }}
    group by conversion_name, dimension
),

sets as (
    select
        conversion_name,
        dimension,
        sum(journeys) as journeys,
        sum(conversions) as conversions
    from {{ ref('dda_sets_daily') }}
    group by conversion_name, dimension
),

clicks as (
    select conversion_name, count(touch_timestamp) as conversions from {{ ref('mart_last_click') }}
    group by conversion_name
)

select
    coalesce(transitions.conversion_name, sets.conversion_name) as conversion_name,
    coalesce(transitions.dimension, sets.dimension) as dimension
from transitions
full outer join sets
    on
        transitions.conversion_name = sets.conversion_name
        and transitions.dimension = sets.dimension
left join clicks on transitions.conversion_name = clicks.conversion_name
where
    transitions.begun is distinct from sets.journeys
    or transitions.ends is distinct from sets.journeys
    or transitions.conversions is distinct from sets.conversions
    or transitions.conversions is distinct from coalesce(clicks.conversions, 0)
