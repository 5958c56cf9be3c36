-- Models whose daily rows do not add up to their credits.
with totals as (
    select model, sum(credit) as conversions, sum(revenue) as revenue from {{ ref('mart_attribution') }}
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
