-- Touchpoints that begin after their conversion or before its window.
{% set lookback %}{{ var('lookback_days') }} * 86400000000{% endset %}
with credits as (
    select * from {{ ref('mart_first_click') }}
    union all
    select * from {{ ref('mart_last_click') }}
),

windows as (
    select
        conversion_id,
        conversion_timestamp,
        touch_timestamp,
        {{ earlier_by(lookback, 'conversion_timestamp') }} as window_start
    from credits
    union all
    select
        conversion_id,
        conversion_timestamp,
        touch_timestamp,
        {{ earlier_by(var('journey_window'), 'conversion_timestamp') }} as window_start
    from {{ ref('int_touchpoints') }}
)

select conversion_id
from windows
where
    touch_timestamp > conversion_timestamp
    or touch_timestamp < window_start
