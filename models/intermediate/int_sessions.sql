-- One row a session; channel to country are those of its first event.
{{ config(materialized='table') }}

with events as (
    select * from {{ ref('int_events') }}
)

select distinct on (user_pseudo_id, session_start)
    user_pseudo_id || '.' || (extract(epoch from session_start) * 1000000)::bigint as session_id,
    user_pseudo_id,
    session_start,
    max(event_timestamp) over (partition by user_pseudo_id, session_start) as session_end,
    count(*) over (partition by user_pseudo_id, session_start) as event_count,
    channel,
    source,
    medium,
    campaign,
    page_location as landing_page,
    device_category,
    country,
    count(*) filter (where is_conversion) over (partition by user_pseudo_id, session_start) as conversions
from events
order by user_pseudo_id, session_start, event_timestamp, event_id nulls first, event_name, page_location nulls first
