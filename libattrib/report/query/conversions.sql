-- One page of conversions, newest first: one row a conversion with what both models credit. $1 to $7
-- as in credits_by_channel.sql; from the place of $8 time, $9 user, $10 hash of the id on, of which
-- $11 rows were shown; $12 rows at most.
with last_clicks as (
    -- Days of every zone begin within a day of those of UTC; the index knows times only.
    select * from mart_last_click
    where
        conversion_timestamp >= ($1::date - 1)::timestamp at time zone 'UTC'
        and conversion_timestamp < ($2::date + 1)::timestamp at time zone 'UTC'
        and conversion_timestamp <= coalesce($8::timestamptz, 'infinity')
        and conversion_date >= $1::date and conversion_date < $2::date
)

select
    last.conversion_id, hashtextextended(last.conversion_id, 0) as id_hash,
    last.user_pseudo_id, last.conversion_timestamp, last.conversion_date,
    last.conversion_name, last.revenue, last.currency, last.transaction_id,
    first.channel, first.source, first.medium, first.campaign, first.session_id,
    first.touch_timestamp,
    last.channel, last.source, last.medium, last.campaign, last.session_id, last.touch_timestamp
from last_clicks as last
cross join lateral (
    -- One at most, which the planner cannot know of a join: it would sort all for one page.
    select * from mart_first_click as first
    where
        first.user_pseudo_id = last.user_pseudo_id
        and first.conversion_timestamp = last.conversion_timestamp
        and first.conversion_id = last.conversion_id
        and first.conversion_name = last.conversion_name
    limit 1
) as first
where
    ($4::text is null or last.conversion_name = $4::text)
    and ($5::text is null or coalesce(last.currency, '') = $5::text)
    and ((
        $3::text is distinct from 'last_click'
        and ($6::text is null or coalesce(first.channel, '') = $6::text)
        and ($7::text is null or coalesce(first.campaign, '') = $7::text)
    ) or (
        $3::text is distinct from 'first_click'
        and ($6::text is null or coalesce(last.channel, '') = $6::text)
        and ($7::text is null or coalesce(last.campaign, '') = $7::text)
    ))
    and (
        $8::timestamptz is null
        or last.conversion_timestamp < $8::timestamptz
        or (last.user_pseudo_id, hashtextextended(last.conversion_id, 0)) >= ($9::text, $10::bigint)
    )
order by
    last.conversion_timestamp desc, last.user_pseudo_id, hashtextextended(last.conversion_id, 0),
    last.conversion_id, last.conversion_name, last.transaction_id, last.currency, last.revenue
offset $11::bigint limit $12::bigint
