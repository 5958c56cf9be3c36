-- One row: the newest day with conversions that is not after $1; how many are dated after it,
-- of which $2 is a model of the tables.
select
    (
        select max(conversion_date)
        from mart_channel_daily
        where conversion_date <= $1::date
    ) as conversion_date,
    (
        select coalesce(sum(conversions), 0)::bigint
        from mart_channel_daily
        where conversion_date > $1::date and model = $2
    ) as conversions_after
