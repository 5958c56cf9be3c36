-- Touchpoints that begin after their conversion or before its window.
with credits as (
    select * from {{ ref('mart_first_click') }}
    union all
    select * from {{ ref('mart_last_click') }}
),

windows as (
    select
        conversion_id, conversion_timestamp, touch_timestamp,
        make_interval(hours => 24 * {{ var('lookback_days', 14) }}) as reach
    from credits
    union all
    select
        conversion_id, conversion_timestamp, touch_timestamp,
        {{ var('journey_window', 7776000000000) }} * interval '1 microsecond' as reach
    from {{ ref('int_touchpoints') }}
)

select conversion_id
from windows
where
    touch_timestamp > conversion_timestamp
    or touch_timestamp < conversion_timestamp - reach
