-- Conversions of one id or one key, with what both models credit; the first two are enough to tell
-- whether it is one. $1 hash of the id; null: any of $2 id, $3 user, $4 time.
with last_clicks as (
    select * from mart_last_click
    where
        hashtextextended(conversion_id, 0) = coalesce($1::bigint, hashtextextended($2::text, 0))
        and ($2::text is null or conversion_id = $2::text)
        and ($3::text is null or user_pseudo_id = $3::text)
        and ($4::timestamptz is null or conversion_timestamp = $4::timestamptz)
),

first_clicks as (
    select * from mart_first_click
)

select
    last.conversion_id, hashtextextended(last.conversion_id, 0) as id_hash,
    last.user_pseudo_id, last.conversion_timestamp, last.conversion_date,
    last.conversion_name, last.revenue, last.currency, last.transaction_id,
    first.channel, first.source, first.medium, first.campaign, first.session_id,
    first.touch_timestamp,
    last.channel, last.source, last.medium, last.campaign, last.session_id, last.touch_timestamp
from last_clicks as last
inner join first_clicks as first
    on
        last.user_pseudo_id = first.user_pseudo_id
        and last.conversion_timestamp = first.conversion_timestamp
        and last.conversion_id = first.conversion_id
        and last.conversion_name = first.conversion_name
order by last.user_pseudo_id, last.conversion_timestamp
limit 2
