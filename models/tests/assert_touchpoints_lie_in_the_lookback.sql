-- Credits whose touchpoint begins after the conversion or before its lookback window.
with credits as (
    select * from {{ ref('mart_first_click') }}
    union all
    select * from {{ ref('mart_last_click') }}
)

select conversion_id
from credits
where
    touch_timestamp > conversion_timestamp
    or touch_timestamp < conversion_timestamp - make_interval(hours => 24 * {{ var('lookback_days', 14) }})
