-- One row a model, day, conversion name, currency and channel.
{{ config(materialized='table') }}

with credits as (
    select 'first_click' collate "C" as model, * from {{ ref('mart_first_click') }}
    union all
    select 'last_click' collate "C" as model, * from {{ ref('mart_last_click') }}
)

select
    model,
    conversion_date,
    conversion_name,
    currency,
    channel,
    count(*) as conversions,
    sum(revenue)::numeric(38, 6) as revenue
from credits
group by model, conversion_date, conversion_name, currency, channel
