-- Conversions of one id or one key; the first two are enough to tell whether it is one. $1 hash of the
-- id; null: any of $2 id, $3 user, $4 time.
select
    conversion_id, hashtextextended(conversion_id, 0) as id_hash, user_pseudo_id,
    conversion_timestamp, conversion_date, conversion_name, revenue, currency, transaction_id
from mart_last_click
where
    hashtextextended(conversion_id, 0) = coalesce($1::bigint, hashtextextended($2::text, 0))
    and ($2::text is null or conversion_id = $2::text)
    and ($3::text is null or user_pseudo_id = $3::text)
    and ($4::timestamptz is null or conversion_timestamp = $4::timestamptz)
order by user_pseudo_id, conversion_timestamp
limit 2
