-- A digest of what the incremental models depend on besides events: settings and code, and seeds and quarantine.
{% macro made_with() %}
{% set rule %}{{ as_text('position') }} || '|' || coalesce(channel, '') || '|' || coalesce(source_category, '')
            || '|' || coalesce(source_pattern, '') || '|' || coalesce(medium_pattern, '')
            || '|' || coalesce(campaign_pattern, '') || '|' || coalesce(click_id_pattern, '')
            || '|' || coalesce(referrer_category, '') || '|' || coalesce(referrer_pattern, ''){% endset %}
{% set entry %}coalesce(user_pseudo_id, '') || '|' || coalesce({{ as_text('batch_id') }}, ''){% endset %}
{% set tables %}rules.digested || '|' || sources.digested || '|' || entries.digested{% endset %}
(
    select '{{ settings_digest() }}' || {{ digest_of(tables) }}
    from
        (
            select {{ joined(rule, 'position') }} as digested from {{ ref('channel_rules') }}
        ) as rules
    cross join (
        select {{ joined("source || '|' || category", 'source') }} as digested from {{ ref('channel_sources') }}
    ) as sources
    cross join (
        select {{ joined(entry, entry) }} as digested from {{ source('attrib', 'quarantine') }}
    ) as entries
)
{% endmacro %}
