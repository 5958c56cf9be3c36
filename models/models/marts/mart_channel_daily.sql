-- One row per model, day, conversion name, currency and channel.
{{ config(materialized='table') }}

with credits as (
    select * from {{ ref('mart_attribution') }}
)

select
    model,
    conversion_date,
    conversion_name,
    currency,
    channel,
    cast(sum(credit) as numeric(38, 6)) as conversions,
    cast(sum(revenue) as numeric(38, 6)) as revenue
from credits
group by model, conversion_date, conversion_name, currency, channel
having sum(credit) != 0 or sum(revenue) != 0
