-- Models and currencies whose credits are not as many as the conversions, or whose revenue is not theirs.
with conversions as (
    select
        currency,
        cast(count(*) as numeric) as conversions,
        sum(revenue) as revenue,
        count(*) over () as currencies
    from {{ ref('stg_conversions') }}
    group by currency
),

-- The zeros find a table that lacks a currency altogether.
credits as (
    select 'mart_first_click' as model, currency, 1 as credit, revenue from {{ ref('mart_first_click') }}
    union all
    select 'mart_first_click' as model, currency, 0 as credit, 0 as revenue from conversions
    union all
    select 'mart_last_click' as model, currency, 1 as credit, revenue from {{ ref('mart_last_click') }}
    union all
    select 'mart_last_click' as model, currency, 0 as credit, 0 as revenue from conversions
    union all
    select model, currency, credit, revenue from {{ ref('mart_attribution') }}
),

totals as (
    select
        model,
        currency,
        sum(credit) as conversions,
        sum(revenue) as revenue,
        count(*) over (partition by model) as currencies
    from credits
    group by model, currency
)

select
    totals.model,
    coalesce(totals.currency, conversions.currency) as currency
from totals
full outer join conversions on coalesce(totals.currency, '') = coalesce(conversions.currency, '')
where
    totals.conversions is distinct from conversions.conversions
    or totals.revenue is distinct from conversions.revenue
    or totals.currencies is distinct from conversions.currencies
