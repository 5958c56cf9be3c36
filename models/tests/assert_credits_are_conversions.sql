-- Currencies in which a mart's conversions or revenue are not those of staging.
with conversions as (
    select * from {{ ref('int_conversions') }}
),

first_click as (
    select * from {{ ref('mart_first_click') }}
),

last_click as (
    select * from {{ ref('mart_last_click') }}
),

totals as (
    select 'conversions' as side, currency, revenue from conversions
    union all
    select 'first_click' as side, currency, revenue from first_click
    union all
    select 'last_click' as side, currency, revenue from last_click
)

select currency
from totals
group by currency
having
    count(*) filter (where side = 'first_click') != count(*) filter (where side = 'conversions')
    or count(*) filter (where side = 'last_click') != count(*) filter (where side = 'conversions')
    or sum(revenue) filter (where side = 'first_click')
    is distinct from sum(revenue) filter (where side = 'conversions')
    or sum(revenue) filter (where side = 'last_click')
    is distinct from sum(revenue) filter (where side = 'conversions')
