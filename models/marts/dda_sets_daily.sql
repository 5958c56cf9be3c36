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
        array_agg(distinct of_dimension.value order by of_dimension.value nulls first) as members
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
    count(*) filter (where is_conversion) as conversions,
    sum(revenue)::numeric(38, 6) as revenue
from journeys
group by conversion_name, day, dimension, currency, members
