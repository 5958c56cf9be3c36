-- Channels from which journeys convert more or less often than last click says.
with transitions as (
    select
        conversion_name,
        day,
        from_value as channel,
        sum(journeys) as conversions
    from {{ ref('dda_transitions_daily') }}
    where kind = 'conversion' and dimension = 'channel'
    group by conversion_name, day, from_value
),

clicks as (
    select
        conversion_name,
        conversion_date as day,
        channel,
        count(*) as conversions
    from {{ ref('mart_last_click') }}
    where touch_timestamp is not null
    group by conversion_name, conversion_date, channel
)

select
    coalesce(transitions.conversion_name, clicks.conversion_name) as conversion_name,
    coalesce(transitions.day, clicks.day) as day,
    coalesce(transitions.channel, clicks.channel) as channel
from transitions
full outer join clicks
    on
        transitions.conversion_name = clicks.conversion_name
        and transitions.day = clicks.day
        and transitions.channel = clicks.channel
where transitions.conversions is distinct from clicks.conversions
