-- One row per session; landing_page, device_category and country are those of its first event,
-- channel to campaign those of its origin: its first event that states one, or else its first event.
-- depends_on: {{ ref('stg_changed_users') }}
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='user_pseudo_id') }}

with events as (
    select * from {{ ref('stg_ga4_events') }}
    {% if is_incremental() %}
    where user_pseudo_id in (select changed.user_pseudo_id from {{ ref('stg_changed_users') }} as changed)
    {% endif %}
),

conversions as (
    select * from {{ ref('int_conversions') }}
),

ordered as (
    select
        events.user_pseudo_id,
        events.event_timestamp,
        events.channel,
        events.source,
        events.medium,
        events.campaign,
        events.page_location,
        events.device_category,
        events.country,
        events.states_origin,
        lag(events.event_timestamp) over in_order as event_before,
        row_number() over in_order as place,
        count(conversions.conversion_id) over in_order as conversions_so_far,
        conversions.conversion_id is not null as is_conversion,
        count(*) over of_user as user_events,
        count(conversions.conversion_id) over of_user as user_conversions,
        max(events.event_timestamp) over of_user as last_event
    from events
    left join conversions
        on
            events.user_pseudo_id = conversions.user_pseudo_id
            and events.event_timestamp = conversions.conversion_timestamp
            and events.event_name = conversions.conversion_name
            and coalesce(events.event_id, '') = conversions.event_id
            and coalesce(events.page_location, '') = conversions.page_location
            and coalesce(events.transaction_id, '') = coalesce(conversions.transaction_id, '')
    window
        of_user as (partition by events.user_pseudo_id),
        in_order as (
            partition by events.user_pseudo_id
            order by
                events.event_timestamp,
                events.event_id nulls first,
                events.event_name,
                events.page_location nulls first,
                events.transaction_id nulls first
            rows between unbounded preceding and current row
        )
),

numbered as (
    select
        *,
        count(*) filter (
            where
            event_before is null
            or event_timestamp - event_before > make_interval(mins => {{ var('session_timeout_minutes', 30) }})
        ) over (partition by user_pseudo_id order by place) as session_number
    from ordered
),

starts as (
    select distinct on (user_pseudo_id, session_number)
        *,
        conversions_so_far - is_conversion::int as conversions_before
    from numbered
    order by user_pseudo_id, session_number, place
),

origins as (
    select distinct on (user_pseudo_id, session_number)
        user_pseudo_id,
        session_number,
        channel,
        source,
        medium,
        campaign,
        case when states_origin then event_timestamp end as origin_timestamp
    from numbered
    order by user_pseudo_id asc, session_number asc, states_origin desc, place asc
)

select
    starts.user_pseudo_id || '.' || (extract(epoch from starts.event_timestamp) * 1000000)::bigint as session_id,
    starts.user_pseudo_id,
    starts.event_timestamp as session_start,
    coalesce(lead(starts.event_before) over next, starts.last_event) as session_end,
    coalesce(lead(starts.place) over next, starts.user_events + 1) - starts.place as event_count,
    origins.channel,
    origins.source,
    origins.medium,
    origins.campaign,
    starts.page_location as landing_page,
    starts.device_category,
    starts.country,
    coalesce(lead(starts.conversions_before) over next, starts.user_conversions)
    - starts.conversions_before as conversions,
    origins.origin_timestamp
from starts
inner join origins
    on starts.user_pseudo_id = origins.user_pseudo_id and starts.session_number = origins.session_number
window next as (partition by starts.user_pseudo_id order by starts.place)
