-- One row per conversion name, journey and session on it: those of attributed conversions, and null
-- journeys of the sessions that are a touchpoint of no conversion of that name.
{{ config(materialized='table') }}
{% set lookback %}{{ var('lookback_days') }} * 86400000000{% endset %}

with recursive names as (
    select distinct {{ bytewise('conversion_name') }} as conversion_name
    from {{ each_conversion_name() }}
),

conversions as (
    select
        *,
        row_number() over (
            partition by user_pseudo_id, conversion_name
            order by conversion_timestamp, event_id, page_location, transaction_id
        ) as journey_no
    from {{ ref('stg_conversions') }}
),

sessions as (
    select * from {{ ref('int_sessions') }}
),

converting as (
    select
        conversions.conversion_name,
        conversions.user_pseudo_id,
        true as is_conversion,
        conversions.journey_no,
        conversions.conversion_date as day,
        conversions.currency,
        conversions.revenue,
        sessions.channel,
        sessions.campaign,
        row_number() over (
            partition by conversions.user_pseudo_id, conversions.conversion_name, conversions.journey_no
            order by sessions.session_start
        ) as touch_no,
        count(*) over (
            partition by conversions.user_pseudo_id, conversions.conversion_name, conversions.journey_no
        ) as touch_count
    from conversions
    inner join sessions
        on
            conversions.user_pseudo_id = sessions.user_pseudo_id
            and sessions.session_start
            between {{ earlier_by(lookback, 'conversions.conversion_timestamp') }}
            and conversions.conversion_timestamp
),

unused as (
    select
        names.conversion_name,
        sessions.*
    from sessions
    cross join names
    where
        not exists (
            select 1 from conversions
            where
                conversions.user_pseudo_id = sessions.user_pseudo_id
                and conversions.conversion_name = names.conversion_name
                and sessions.session_start
                between {{ earlier_by(lookback, 'conversions.conversion_timestamp') }}
                and conversions.conversion_timestamp
        )
),

-- How many sessions a null journey would take that began with this one.
placed as (
    select
        conversion_name,
        user_pseudo_id,
        session_start,
        channel,
        campaign,
        row_number() over (partition by conversion_name, user_pseudo_id order by session_start) as place,
        count(*) over (
            partition by conversion_name, user_pseudo_id
            order by {{ microseconds_of('session_start') }}
            range between current row and {{ lookback }} following -- noqa: PRS
        ) as reach
    from unused
),

-- The first session of each null journey.
heads as (
    select
        conversion_name,
        user_pseudo_id,
        place,
        reach
    from placed
    where place = 1
    union all
    select
        placed.conversion_name,
        placed.user_pseudo_id,
        placed.place,
        placed.reach
    from heads
    inner join placed
        on
            heads.user_pseudo_id = placed.user_pseudo_id
            and heads.conversion_name = placed.conversion_name
            and heads.place + heads.reach = placed.place
),

ending as (
    select
        heads.conversion_name,
        heads.user_pseudo_id,
        false as is_conversion,
        heads.place as journey_no,
        max(placed.session_start) over of_journey as last_start,
        placed.channel,
        placed.campaign,
        placed.place - heads.place + 1 as touch_no,
        heads.reach as touch_count
    from heads
    inner join placed
        on
            heads.user_pseudo_id = placed.user_pseudo_id
            and heads.conversion_name = placed.conversion_name
            and placed.place between heads.place and heads.place + heads.reach - 1
    window of_journey as (partition by heads.conversion_name, heads.user_pseudo_id, heads.place)
)

select
    conversion_name,
    user_pseudo_id,
    is_conversion,
    journey_no,
    day,
    currency,
    revenue,
    channel,
    campaign,
    touch_no,
    touch_count
from converting
union all
select
    conversion_name,
    user_pseudo_id,
    is_conversion,
    journey_no,
    {{ day_of('last_start') }} as day,
    null as currency,
    0 as revenue,
    channel,
    campaign,
    touch_no,
    touch_count
from ending
