-- One row: conversions from $1 to before $2 without a touchpoint in the lookback of the tables; of
-- them those whose user has a session that began before, too long ago; and all conversions.
with days as (
    -- Days of every zone begin within a day of those of UTC; the index knows times only.
    select user_pseudo_id, conversion_timestamp, session_id from mart_last_click
    where
        conversion_timestamp >= ($1::date - 1)::timestamp at time zone 'UTC'
        and conversion_timestamp < ($2::date + 1)::timestamp at time zone 'UTC'
        and conversion_date >= $1::date
        and conversion_date < $2::date
)

select
    count(*) filter (where days.session_id is null) as unattributed,
    count(*) filter (
        where days.session_id is null and exists (
            select 1 from int_sessions
            where
                int_sessions.user_pseudo_id = days.user_pseudo_id
                and int_sessions.session_start <= days.conversion_timestamp
        )
    ) as outside_lookback,
    count(*) as conversions
from days
