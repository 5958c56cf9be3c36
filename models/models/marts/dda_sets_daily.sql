-- One row per conversion name, day, dimension, currency and set of values on a journey.
{{ config(materialized='table') }}

with touches as (
    select * from {{ ref('int_journeys') }}
),

journeys as (
    select
        touches.conversion_name,
        touches.is_conversion,
        touches.day,
        touches.currency,
        touches.revenue,
        of_dimension.dimension,
        {{ sorted_set('of_dimension.value') }} as members
    from touches
    cross join lateral (
        values
        ('channel', touches.channel),
        ('campaign', touches.campaign)
    ) as of_dimension (dimension, value)
    group by
        touches.conversion_name,
        touches.user_pseudo_id,
        touches.is_conversion,
        touches.journey_no,
        touches.day,
        touches.currency,
        touches.revenue,
        of_dimension.dimension
)

select
    conversion_name,
    day,
    dimension,
    currency,
    members,
    count(*) as journeys,
    count(case when is_conversion then 1 end) as conversions,
    cast(sum(revenue) as numeric(38, 6)) as revenue
from journeys
group by conversion_name, day, dimension, currency, members
