-- One row per conversion and one of its sessions within the journey window.
{{ config(materialized='view') }}

with conversions as (
    select * from {{ ref('int_conversions') }}
),

sessions as (
    select * from {{ ref('int_sessions') }}
)

select
    conversions.user_pseudo_id,
    conversions.conversion_id,
    conversions.conversion_timestamp,
    conversions.conversion_name,
    touches.touch_no,
    touches.session_id,
    touches.touch_timestamp
from conversions
{{ lateral_join() }} (
    select
        sessions.session_id,
        sessions.session_start as touch_timestamp,
        row_number() over (partition by sessions.user_pseudo_id order by sessions.session_start) as touch_no
    from sessions
    where
        sessions.user_pseudo_id = conversions.user_pseudo_id
        and sessions.session_start
        between {{ earlier_by(var('journey_window'), 'conversions.conversion_timestamp') }}
        and conversions.conversion_timestamp
) as touches on true
