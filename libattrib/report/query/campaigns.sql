-- One row a campaign, source, medium, channel and currency: the largest by revenue, the models side
-- by side, and how many there are. $1 to $7 as in credits_by_channel.sql, $8 limit.
with first_clicks as (
    select 'first_click' as model, mart_first_click.* from mart_first_click
),

last_clicks as (
    select 'last_click' as model, mart_last_click.* from mart_last_click
),

credits as (
    select * from first_clicks
    union all
    select * from last_clicks
),

asked_for as (
    select * from credits
    where
        conversion_date >= $1::date and conversion_date < $2::date
        and ($3::text is null or model = $3::text)
        and ($4::text is null or conversion_name = $4::text)
        and ($5::text is null or coalesce(currency, '') = $5::text)
        and ($6::text is null or coalesce(channel, '') = $6::text)
        and ($7::text is null or coalesce(campaign, '') = $7::text)
),

campaigns as (
    select
        campaign, source, medium, channel, currency,
        count(*) filter (where model = 'first_click') as first_conversions,
        coalesce(sum(revenue) filter (where model = 'first_click'), 0) as first_revenue,
        count(*) filter (where model = 'last_click') as last_conversions,
        coalesce(sum(revenue) filter (where model = 'last_click'), 0) as last_revenue
    from asked_for
    group by campaign, source, medium, channel, currency
)

select campaigns.*, count(*) over () as campaign_count
from campaigns
order by
    greatest(first_revenue, last_revenue) desc, last_revenue desc,
    campaign, source, medium, channel, currency
limit $8::bigint
