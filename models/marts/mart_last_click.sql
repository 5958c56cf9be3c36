-- One row a conversion, credited to its last touchpoint; nulls: unattributed.
{{ config(materialized='table') }}

with conversions as (
    select * from {{ ref('int_events') }}
    where is_conversion
),

sessions as (
    select * from {{ ref('int_sessions') }}
)

select distinct on (
    conversions.user_pseudo_id,
    conversions.event_timestamp,
    conversions.event_id,
    conversions.event_name,
    conversions.page_location
)
    coalesce(
        conversions.event_id,
        conversions.user_pseudo_id || '.' || (extract(epoch from conversions.event_timestamp) * 1000000)::bigint
        || '.' || conversions.event_name || '.' || coalesce(conversions.page_location, '')
    ) as conversion_id,
    conversions.user_pseudo_id,
    conversions.event_timestamp as conversion_timestamp,
    (conversions.event_timestamp at time zone '{{ var('timezone', 'UTC') }}')::date as conversion_date,
    conversions.event_name as conversion_name,
    coalesce(conversions.event_value, 0)::numeric(19, 6) as revenue,
    conversions.currency,
    conversions.transaction_id,
    sessions.channel,
    sessions.source,
    sessions.medium,
    sessions.campaign,
    sessions.session_id,
    sessions.session_start as touch_timestamp
from conversions
left join sessions
    on
        conversions.user_pseudo_id = sessions.user_pseudo_id
        and sessions.session_start
        between conversions.event_timestamp - make_interval(hours => 24 * {{ var('lookback_days', 14) }})
        and conversions.event_timestamp
order by
    conversions.user_pseudo_id,
    conversions.event_timestamp,
    conversions.event_id,
    conversions.event_name,
    conversions.page_location,
    sessions.session_start desc nulls last
