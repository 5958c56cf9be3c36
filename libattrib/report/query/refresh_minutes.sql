-- One row a minute of the $1 minutes that end with the server's current one, in order; a lag where a
-- refresh took something in.
with minutes as (
    select
        generate_series(
            date_trunc('minute', now()) - make_interval(mins => $1::integer - 1),
            date_trunc('minute', now()),
            interval '1 minute'
        ) as minute
)

select
    minutes.minute,
    coalesce(refresh_minutes.events, 0) as events,
    coalesce(refresh_minutes.conversions, 0) as conversions,
    coalesce(refresh_minutes.rejects, 0) as rejects,
    refresh_minutes.lag_ms
from minutes
left join refresh_minutes on minutes.minute = refresh_minutes.minute
order by minutes.minute
