-- One row a model, currency and channel that credits fall on. Days' sums answer all but questions
-- about a campaign ($7), which the marts answer. $1 from, $2 to, $3 model, $4 conversion,
-- $5 currency, $6 channel; null: all, '': null.
with days as (
    select model, conversion_date, conversion_name, currency, channel, conversions, revenue
    from mart_channel_daily
    where $7::text is null and model in ('first_click', 'last_click')
),

first_clicks as (
    select
        'first_click' as model, conversion_date, conversion_name, currency, channel,
        1::bigint as conversions, revenue
    from mart_first_click
    where $7::text is not null and coalesce(campaign, '') = $7::text
),

last_clicks as (
    select
        'last_click' as model, conversion_date, conversion_name, currency, channel,
        1::bigint as conversions, revenue
    from mart_last_click
    where $7::text is not null and coalesce(campaign, '') = $7::text
),

credits as (
    select * from days
    union all
    select * from first_clicks
    union all
    select * from last_clicks
)

select
    model,
    currency,
    channel,
    sum(conversions)::bigint as conversions,
    sum(revenue) as revenue
from credits
where
    conversion_date >= $1::date and conversion_date < $2::date
    and ($3::text is null or model = $3::text)
    and ($4::text is null or conversion_name = $4::text)
    and ($5::text is null or coalesce(currency, '') = $5::text)
    and ($6::text is null or coalesce(channel, '') = $6::text)
group by model, currency, channel
