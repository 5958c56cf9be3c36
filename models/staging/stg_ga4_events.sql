-- One row an event: typed, channel filled, without duplicates.
{{ config(materialized='table') }}

with deliveries as (
    select * from {{ source('attrib', 'ga4_events_raw') }}
),

filled as (
    select
        event_id,
        user_pseudo_id,
        event_timestamp,
        event_name,
        coalesce(
            channel,
            (
                select rules.channel
                from {{ ref('channel_rules') }} as rules
                where
                    (
                        rules.source_category is null
                        or exists (
                            select 1
                            from {{ ref('channel_sources') }} as known
                            where
                                known.source = lower(deliveries.source collate "C")
                                and known.category = rules.source_category
                        )
                    )
                    and (rules.source_pattern is null or coalesce(deliveries.source, '') ~* rules.source_pattern)
                    and (rules.medium_pattern is null or coalesce(deliveries.medium, '') ~* rules.medium_pattern)
                    and (rules.campaign_pattern is null or coalesce(deliveries.campaign, '') ~* rules.campaign_pattern)
                order by rules.position
                limit 1
            ),
            'Unassigned'
        ) as channel,
        source,
        medium,
        campaign,
        page_location,
        page_referrer,
        device_category,
        country,
        event_value,
        currency,
        transaction_id
    from deliveries
)

select distinct on (
    user_pseudo_id,
    event_id,
    case when event_id is null then event_timestamp end,
    case when event_id is null then event_name end,
    case when event_id is null then page_location end
) *
from filled
order by
    user_pseudo_id,
    event_id,
    case when event_id is null then event_timestamp end,
    case when event_id is null then event_name end,
    case when event_id is null then page_location end,
    event_timestamp,
    event_name,
    page_location nulls first,
    channel,
    source nulls first,
    medium nulls first,
    campaign nulls first,
    page_referrer nulls first,
    device_category nulls first,
    country nulls first,
    event_value nulls first,
    currency nulls first,
    transaction_id nulls first
