-- One row: the newest day with conversions that is not after $1; how many are dated after it.
select
    (
        select max(conversion_date)
        from mart_channel_daily
        where conversion_date <= $1::date
    ) as conversion_date,
    (
        select coalesce(sum(conversions), 0)::bigint
        from mart_channel_daily
        where conversion_date > $1::date and model = 'last_click'
    ) as conversions_after
