-- One row per conversion name, day, dimension and transition of journeys.
{{ config(materialized='table') }}

with touches as (
    select
        *,
        lag(channel) over in_order as channel_before,
        lag(campaign) over in_order as campaign_before
    from {{ ref('int_journeys') }}
    window in_order as (partition by conversion_name, user_pseudo_id, is_conversion, journey_no order by touch_no)
),

steps as (
    select
        touches.conversion_name,
        touches.day,
        of_dimension.dimension,
        case when touches.touch_no = 1 then 'start' else 'step' end as kind,
        of_dimension.value_before as from_value,
        of_dimension.value as to_value
    from touches
    cross join lateral (
        values
        ('channel', touches.channel_before, touches.channel),
        ('campaign', touches.campaign_before, touches.campaign)
    ) as of_dimension (dimension, value_before, value)
    union all
    select
        touches.conversion_name,
        touches.day,
        of_dimension.dimension,
        case when touches.is_conversion then 'conversion' else 'end' end as kind,
        of_dimension.value as from_value,
        null as to_value
    from touches
    cross join lateral (
        values
        ('channel', touches.channel),
        ('campaign', touches.campaign)
    ) as of_dimension (dimension, value)
    where touches.touch_no = touches.touch_count
)

select
    conversion_name,
    day,
    dimension,
    kind,
    from_value,
    to_value,
    count(*) as journeys
from steps
group by conversion_name, day, dimension, kind, from_value, to_value
