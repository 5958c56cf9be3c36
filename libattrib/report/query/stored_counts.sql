-- One row: deliveries in the tables and those that wait for a refresh; sessions and their
-- conversions; the days in UTC on which the first began and the last ended; when the newest
-- batch that the tables hold was loaded, or when all were made if that was later. Nulls for none.
with deliveries as (
    select
        coalesce(sum(rows) filter (where in_marts), 0)::bigint as events,
        coalesce(sum(rows) filter (where not in_marts), 0)::bigint as waiting,
        max(loaded_at) filter (where in_marts) as loaded_at
    from ingest_batches
),

sessions as (
    select
        count(*) as sessions,
        coalesce(sum(conversions), 0)::bigint as conversions,
        min(session_start) as first_start,
        max(session_end) as last_end
    from int_sessions
)

select
    deliveries.events,
    deliveries.waiting,
    sessions.sessions,
    sessions.conversions,
    (sessions.first_start at time zone 'UTC')::date as first_day,
    (sessions.last_end at time zone 'UTC')::date as last_day,
    greatest(deliveries.loaded_at, model_state.made_at) as refreshed_at
from deliveries
cross join sessions
left join model_state on true
