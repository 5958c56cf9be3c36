-- One row a conversion, credited to its last touchpoint; nulls: unattributed.
{{ config(materialized='table') }}

with conversions as (
    select * from {{ ref('stg_conversions') }}
),

sessions as (
    select * from {{ ref('int_sessions') }}
)

select distinct on (
    conversions.user_pseudo_id,
    conversions.conversion_timestamp,
    conversions.event_id,
    conversions.conversion_name,
    conversions.page_location,
    conversions.transaction_id
)
    conversions.conversion_id,
    conversions.user_pseudo_id,
    conversions.conversion_timestamp,
    conversions.conversion_date,
    conversions.conversion_name,
    conversions.revenue,
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
        between conversions.conversion_timestamp - make_interval(hours => 24 * {{ var('lookback_days', 14) }})
        and conversions.conversion_timestamp
order by
    conversions.user_pseudo_id asc,
    conversions.conversion_timestamp asc,
    conversions.event_id asc,
    conversions.conversion_name asc,
    conversions.page_location asc,
    conversions.transaction_id asc,
    sessions.session_start desc
