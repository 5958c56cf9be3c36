-- One row a session that began from $3 microseconds before a conversion of user $1 at time $2 to that
-- time, with the conversion's place in these arrays.
select
    conversion.place, sessions.session_start, sessions.channel, sessions.source, sessions.medium,
    sessions.campaign, sessions.session_id, sessions.landing_page, sessions.device_category,
    sessions.country
from
    unnest($1::text[], $2::timestamptz[]) with ordinality
    as conversion (user_pseudo_id, conversion_timestamp, place)
cross join lateral (
    select * from int_sessions as session
    where
        session.user_pseudo_id = conversion.user_pseudo_id
        and session.session_start
        >= conversion.conversion_timestamp - $3::bigint * interval '1 microsecond'
        and session.session_start <= conversion.conversion_timestamp
) as sessions
order by conversion.place, sessions.session_start
