-- One row an event, with the start of its session and whether it is a conversion that counts.
{{ config(materialized='table') }}

with events as (
    select * from {{ ref('stg_ga4_events') }}
),

paused as (
    select
        *,
        event_timestamp - lag(event_timestamp) over (
            partition by user_pseudo_id
            order by event_timestamp, event_id nulls first, event_name, page_location nulls first
        ) as pause,
        row_number() over (
            partition by user_pseudo_id, event_name in ({{ var('conversions', "'purchase'") }}), transaction_id
            order by event_timestamp, event_id nulls first, event_name, page_location nulls first
        ) as place_in_order
    from events
)

select
    *,
    max(
        case
            when pause is null or pause > make_interval(mins => {{ var('session_timeout_minutes', 30) }})
                then event_timestamp
        end
    ) over (
        partition by user_pseudo_id
        order by event_timestamp, event_id nulls first, event_name, page_location nulls first
        rows between unbounded preceding and current row
    ) as session_start,
    event_name in ({{ var('conversions', "'purchase'") }})
    and (transaction_id is null or place_in_order = 1) as is_conversion
from paused
