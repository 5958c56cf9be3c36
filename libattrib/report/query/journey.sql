-- One row a session of user $1 that a journey shows, with where it lies to the window from $2 to $3
-- and how many lie there: touchpoints (of many the first and the last $4), outside the $5 nearest on
-- each side.
with sessions as (
    select
        session_id, session_start, session_end, event_count, channel, source, medium, campaign,
        landing_page, device_category, country,
        case
            when session_start < $2::timestamptz then 'before_window'
            when session_start > $3::timestamptz then 'after_conversion'
            else 'touchpoint'
        end as place
    from int_sessions
    where user_pseudo_id = $1::text
),

numbered as (
    select
        sessions.*,
        row_number() over (partition by place order by session_start) as number,
        count(*) over (partition by place) as place_count
    from sessions
)

select
    place, place_count,
    session_id, session_start, session_end, event_count, channel, source, medium, campaign,
    landing_page, device_category, country
from numbered
where
    (place = 'touchpoint' and (number <= $4::bigint or number > place_count - $4::bigint))
    or (place = 'before_window' and number > place_count - $5::bigint)
    or (place = 'after_conversion' and number <= $5::bigint)
order by session_start
