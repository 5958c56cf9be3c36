-- One page of conversions, newest first. $1 from, $2 to, $3 conversion name, $4 currency; null: all,
-- '': null. From the place of $5 time, $6 user, $7 hash of the id on, of which $8 rows were shown; $9
-- rows at most. $10 times and $11 hashes of ids: only of these; null: of all.
with conversions as (
    -- Days of every zone begin within a day of those of UTC; the index knows times only.
    select * from mart_last_click
    where
        conversion_timestamp >= ($1::date - 1)::timestamp at time zone 'UTC'
        and conversion_timestamp < ($2::date + 1)::timestamp at time zone 'UTC'
        and conversion_timestamp <= coalesce($5::timestamptz, 'infinity')
        and conversion_date >= $1::date and conversion_date < $2::date
        and ($10::timestamptz[] is null or conversion_timestamp = any($10::timestamptz[]))
)

select
    conversion_id, hashtextextended(conversion_id, 0) as id_hash, user_pseudo_id,
    conversion_timestamp, conversion_date, conversion_name, revenue, currency, transaction_id
from conversions
where
    ($3::text is null or conversion_name = $3::text)
    and ($4::text is null or coalesce(currency, '') = $4::text)
    and (
        $5::timestamptz is null
        or conversion_timestamp < $5::timestamptz
        or (user_pseudo_id, hashtextextended(conversion_id, 0)) >= ($6::text, $7::bigint)
    )
    and (
        $10::timestamptz[] is null
        or (conversion_timestamp, hashtextextended(conversion_id, 0)) in (
            select one_time, one_hash
            from unnest($10::timestamptz[], $11::bigint[]) as wanted (one_time, one_hash)
        )
    )
order by
    conversion_timestamp desc, user_pseudo_id, hashtextextended(conversion_id, 0),
    conversion_id, conversion_name, transaction_id, currency, revenue
offset $8::bigint limit $9::bigint
