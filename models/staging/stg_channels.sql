-- One row an origin of events that came without a channel, with the channel the rules give it.
{{ config(materialized='table') }}

with origins as (
    select distinct
        coalesce(source, '') as source,
        coalesce(medium, '') as medium,
        coalesce(campaign, '') as campaign,
        coalesce(click_id, '') as click_id,
        coalesce(referrer_host, '') as referrer_host
    from {{ source('attrib', 'ga4_events_raw') }}
    where channel is null
),

rules as (
    select * from {{ ref('channel_rules') }}
),

sources as (
    select * from {{ ref('channel_sources') }}
),

referrers as (
    select * from {{ ref('channel_sources') }}
)

select distinct on (
    origins.source,
    origins.medium,
    origins.campaign,
    origins.click_id,
    origins.referrer_host
)
    origins.*,
    coalesce(rules.channel, 'Unassigned') as channel,
    (
        (
            (origins.source != '' or origins.medium != '')
            and not (coalesce(sources.category, '') = 'payment' and lower(origins.medium) = 'referral')
        )
        or origins.click_id != ''
        or (origins.referrer_host != '' and coalesce(referrers.category, '') != 'payment')
    ) as states_origin
from origins
left join sources on lower(origins.source) = sources.source
left join referrers on origins.referrer_host = referrers.source
left join rules
    on
        (rules.source_category is null or sources.category = rules.source_category)
        and (rules.source_pattern is null or origins.source ~* rules.source_pattern)
        and (rules.medium_pattern is null or origins.medium ~* rules.medium_pattern)
        and (rules.campaign_pattern is null or origins.campaign ~* rules.campaign_pattern)
        and (rules.click_id_pattern is null or origins.click_id ~* rules.click_id_pattern)
        and (rules.referrer_category is null or referrers.category = rules.referrer_category)
        and (rules.referrer_pattern is null or origins.referrer_host ~* rules.referrer_pattern)
order by
    origins.source,
    origins.medium,
    origins.campaign,
    origins.click_id,
    origins.referrer_host,
    rules.position
