-- One row a day, in UTC, of the last 31 days in which late events came or credit moved; newest first.
select
    (minute at time zone 'UTC')::date as day,
    sum(events)::bigint as events,
    sum(late_events)::bigint as late_events,
    sum(moved_conversions)::bigint as moved_conversions
from refresh_minutes
group by (minute at time zone 'UTC')::date
having sum(late_events) > 0 or sum(moved_conversions) > 0
order by (minute at time zone 'UTC')::date desc
