-- Models whose daily rows do not add up to their credits.
with credits as (
    select 'first_click' as model, revenue from {{ ref('mart_first_click') }}
    union all
    select 'last_click' as model, revenue from {{ ref('mart_last_click') }}
),

totals as (
    select model, count(*) as conversions, sum(revenue) as revenue from credits
    group by model
),

days as (
    select model, sum(conversions) as conversions, sum(revenue) as revenue from {{ ref('mart_channel_daily') }}
    group by model
)

select coalesce(totals.model, days.model) as model
from totals
full outer join days on totals.model = days.model
where
    totals.conversions is distinct from days.conversions
    or totals.revenue is distinct from days.revenue
