-- One row a channel of sessions that began from $1 to before $2, days of zone $3, of channel $4 or,
-- when that is null, of all; with the users of all rows together.
with sessions as (
    -- Days of every zone begin within a day of those of UTC; the index knows times only.
    select channel, user_pseudo_id, event_count, conversions from int_sessions
    where
        session_start >= ($1::date - 1)::timestamp at time zone 'UTC'
        and session_start < ($2::date + 1)::timestamp at time zone 'UTC'
        and (session_start at time zone $3::text)::date >= $1::date
        and (session_start at time zone $3::text)::date < $2::date
        and ($4::text is null or channel = $4::text)
),

users as (
    select
        channel, user_pseudo_id,
        count(*) as sessions,
        sum(event_count) as events,
        count(*) filter (where conversions > 0) as converting_sessions,
        sum(conversions) as conversions
    from sessions
    group by user_pseudo_id, channel
),

everyone as (
    select count(*) as users from (select distinct user_pseudo_id from users) as each_user
)

select
    users.channel,
    sum(users.sessions)::bigint as sessions,
    count(*) as users,
    sum(users.events)::bigint as events,
    sum(users.converting_sessions)::bigint as converting_sessions,
    sum(users.conversions)::bigint as conversions,
    everyone.users as users_of_all
from users
cross join everyone
group by users.channel, everyone.users
order by sum(users.sessions) desc, users.channel
