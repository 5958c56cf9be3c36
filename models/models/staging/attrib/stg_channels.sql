-- One row per origin of events that came without a channel, with the channel the rules give it.
{{ config(materialized='table') }}
{% set most_less %}case
            when {{ byte_length('hosts.host_name') }} > 253 then 0
            else greatest(0, length(hosts.host_name) - length(replace(hosts.host_name, '.', '')) - 1)
        end{% endset %}
{% set origin %}
    compared.source,
    compared.medium,
    compared.campaign,
    compared.click_id,
    compared.referrer_host
{% endset %}

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

sources as (
    select * from {{ ref('channel_sources') }}
),

-- Values compare in lower case, and so must patterns.
rules as (
    select
        position,
        channel,
        source_category,
        lower(source_pattern) as source_pattern,
        lower(medium_pattern) as medium_pattern,
        lower(campaign_pattern) as campaign_pattern,
        lower(click_id_pattern) as click_id_pattern,
        referrer_category,
        lower(referrer_pattern) as referrer_pattern
    from {{ ref('channel_rules') }}
),

stated_hosts as (
    select lower(referrer_host) as host_name from origins
    union all
    select lower(source) as host_name from origins
    where lower(medium) = 'referral'
),

hosts as (
    select distinct host_name from stated_hosts
),

-- A host and the domains above it, as long as they have a point.
domains as (
    select
        hosts.host_name,
        numbers.number as labels_less,
        regexp_replace(hosts.host_name, '^' || repeat('[^.]*[.]', numbers.number), '') as domain_name
    from hosts
    cross join {{ numbers_to(most_less) }}
),

host_categories as (
    select {{ distinct_on('domains.host_name') }}
        domains.host_name,
        sources.category
    from domains
    inner join sources on domains.domain_name = sources.source
    {{ first_by('domains.host_name', 'domains.labels_less') }}
),

-- What rules compare with. Who comes back from paying came from where they came from before.
compared as (
    select
        origins.source,
        origins.medium,
        origins.campaign,
        origins.click_id,
        origins.referrer_host,
        case when paid_at.category = 'payment' then '' else lower(origins.source) end as compared_source,
        case when paid_at.category = 'payment' then '' else lower(origins.medium) end as compared_medium,
        lower(origins.campaign) as compared_campaign,
        lower(origins.click_id) as compared_click_id,
        lower(origins.referrer_host) as compared_referrer,
        coalesce(referrers.category, '') as referrer_category
    from origins
    left join host_categories as referrers on lower(origins.referrer_host) = referrers.host_name
    left join host_categories as paid_at
        on
            lower(origins.medium) = 'referral'
            and lower(origins.source) = paid_at.host_name
)

select {{ distinct_on(origin) }}
    compared.source,
    compared.medium,
    compared.campaign,
    compared.click_id,
    compared.referrer_host,
    coalesce(rules.channel, 'Unassigned') as channel,
    (
        compared.compared_source != ''
        or compared.compared_medium != ''
        or compared.compared_click_id != ''
        or case
            when compared.referrer_category = ''
                then compared.compared_referrer != '' and compared.compared_referrer not like '.%'
            else compared.referrer_category != 'payment'
        end
    ) as states_origin
from compared
left join sources on compared.compared_source = sources.source
left join rules
    on
        (rules.source_category is null or sources.category = rules.source_category)
        and (rules.source_pattern is null or {{ matches('compared.compared_source', 'rules.source_pattern') }})
        and (rules.medium_pattern is null or {{ matches('compared.compared_medium', 'rules.medium_pattern') }})
        and (rules.campaign_pattern is null or {{ matches('compared.compared_campaign', 'rules.campaign_pattern') }})
        and (rules.click_id_pattern is null or {{ matches('compared.compared_click_id', 'rules.click_id_pattern') }})
        and (rules.referrer_category is null or compared.referrer_category = rules.referrer_category)
        and (rules.referrer_pattern is null or {{ matches('compared.compared_referrer', 'rules.referrer_pattern') }})
{{ first_by(origin, 'rules.position') }}
