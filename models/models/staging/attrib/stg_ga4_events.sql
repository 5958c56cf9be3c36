-- One row per event: typed, channel filled, without duplicates.
-- depends_on: {{ ref('stg_changed_users') }}
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='user_pseudo_id') }}

{% set identity %}
    deliveries.user_pseudo_id,
    deliveries.event_id,
    case when deliveries.event_id is null then deliveries.event_timestamp end,
    case when deliveries.event_id is null then deliveries.event_name end,
    case when deliveries.event_id is null then deliveries.page_location end,
    case when deliveries.event_id is null then deliveries.transaction_id end
{% endset %}
{% set place %}
    deliveries.event_timestamp,
    deliveries.event_name,
    deliveries.page_location nulls first,
    coalesce(deliveries.channel, channels.channel),
    deliveries.source nulls first,
    deliveries.medium nulls first,
    deliveries.campaign nulls first,
    deliveries.page_referrer nulls first,
    deliveries.device_category nulls first,
    deliveries.country nulls first,
    deliveries.event_value nulls first,
    deliveries.currency nulls first,
    deliveries.transaction_id nulls first,
    coalesce(channels.states_origin, true)
{% endset %}

with
{% if is_incremental() %}
changed_users as (
    select * from {{ ref('stg_changed_users') }}
),

{% endif %}
deliveries as (
    select * from {{ source('attrib', 'ga4_events_modeled') }}
    {% if is_incremental() %}
    where user_pseudo_id in (select changed_users.user_pseudo_id from changed_users)
    {% endif %}
),

channels as (
    select * from {{ ref('stg_channels') }}
)

select {{ distinct_on(identity) }}
    deliveries.event_id,
    deliveries.user_pseudo_id,
    deliveries.event_timestamp,
    deliveries.event_name,
    coalesce(deliveries.channel, channels.channel) as channel,
    deliveries.source,
    deliveries.medium,
    deliveries.campaign,
    deliveries.page_location,
    deliveries.page_referrer,
    deliveries.device_category,
    deliveries.country,
    deliveries.event_value,
    deliveries.currency,
    deliveries.transaction_id,
    coalesce(channels.states_origin, true) as states_origin
from deliveries
left join channels
    on
        deliveries.channel is null
        and coalesce(deliveries.source, '') = channels.source
        and coalesce(deliveries.medium, '') = channels.medium
        and coalesce(deliveries.campaign, '') = channels.campaign
        and coalesce(deliveries.click_id, '') = channels.click_id
        and coalesce(deliveries.referrer_host, '') = channels.referrer_host
{{ first_by(identity, place) }}
