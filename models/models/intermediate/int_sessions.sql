-- One row per session; landing_page, device_category and country are those of its first event,
-- channel to campaign those of its origin: its first event that states one, or else its first event.
-- depends_on: {{ ref('stg_changed_users') }}
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='user_pseudo_id') }}
{% set timeout %}cast({{ var('session_timeout_minutes') }} as bigint) * 60000000{% endset %}

with
{% if is_incremental() %}
changed_users as (
    select * from {{ ref('stg_changed_users') }}
),

{% endif %}
events as (
    select * from {{ ref('stg_ga4_events') }}
    {% if is_incremental() %}
    where user_pseudo_id in (select changed_users.user_pseudo_id from changed_users)
    {% endif %}
),

conversions as (
    select * from {{ ref('stg_conversions') }}
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

bounded as (
    select
        *,
        event_before is null
        or event_before < {{ earlier_by(timeout, 'event_timestamp') }} as is_start
    from ordered
),

numbered as (
    select
        *,
        count(case when is_start then 1 end) over (partition by user_pseudo_id order by place) as session_number
    from bounded
),

stated as (
    select
        *,
        first_value(channel) over by_statement as origin_channel,
        first_value(source) over by_statement as origin_source,
        first_value(medium) over by_statement as origin_medium,
        first_value(campaign) over by_statement as origin_campaign,
        first_value(case when states_origin then event_timestamp end) over by_statement as origin_timestamp
    from numbered
    window
        by_statement as (
            partition by user_pseudo_id, session_number
            order by states_origin desc, place asc
        )
),

starts as (
    select
        *,
        conversions_so_far - cast(is_conversion as integer) as conversions_before
    from stated
    where is_start
)

select
    user_pseudo_id || '.' || {{ microseconds_of('event_timestamp') }} as session_id,
    user_pseudo_id,
    event_timestamp as session_start,
    coalesce(lead(event_before) over by_place, last_event) as session_end,
    coalesce(lead(place) over by_place, user_events + 1) - place as event_count,
    origin_channel as channel,
    origin_source as source,
    origin_medium as medium,
    origin_campaign as campaign,
    page_location as landing_page,
    device_category,
    country,
    coalesce(lead(conversions_before) over by_place, user_conversions) - conversions_before as conversions,
    origin_timestamp
from starts
window by_place as (partition by user_pseudo_id order by place)
