-- Users whose sessions do not hold each of their events once.
with events as (
    select user_pseudo_id, count(*) as events from {{ ref('stg_ga4_events') }}
    group by user_pseudo_id
),

sessions as (
    select user_pseudo_id, sum(event_count) as events from {{ ref('int_sessions') }}
    group by user_pseudo_id
)

select coalesce(events.user_pseudo_id, sessions.user_pseudo_id) as user_pseudo_id
from events
full outer join sessions on events.user_pseudo_id = sessions.user_pseudo_id
where events.events is distinct from sessions.events
