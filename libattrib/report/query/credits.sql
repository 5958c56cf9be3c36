-- One row a model, value, currency and whether there is a touchpoint, as mart_channel_daily has them.
-- The value is that of column $6: channel, conversion_name or conversion_date; null where $6 is null.
-- $1 from, $2 to, $3 models, $4 conversion, $5 currency, $7 channel; null: all, '': null.
select
    model,
    case $6::text
        when 'channel' then channel
        when 'conversion_name' then conversion_name
        when 'conversion_date' then conversion_date::text
    end as value,
    currency,
    channel is not null as is_attributed,
    sum(conversions) as conversions,
    sum(revenue) as revenue
from mart_channel_daily
where
    conversion_date >= $1::date and conversion_date < $2::date
    and model = any($3::text[])
    and ($4::text is null or conversion_name = $4::text)
    and ($5::text is null or coalesce(currency, '') = $5::text)
    and ($7::text is null or coalesce(channel, '') = $7::text)
group by 1, 2, 3, 4
