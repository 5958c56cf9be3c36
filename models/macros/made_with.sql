-- A digest of what the incremental models depend on besides events: settings, seeds, the quarantine, and code.
{% macro made_with() %}
{% set rule %}{{ as_text('position') }} || '|' || coalesce(channel, '') || '|' || coalesce(source_category, '')
            || '|' || coalesce(source_pattern, '') || '|' || coalesce(medium_pattern, '')
            || '|' || coalesce(campaign_pattern, '') || '|' || coalesce(click_id_pattern, '')
            || '|' || coalesce(referrer_category, '') || '|' || coalesce(referrer_pattern, ''){% endset %}
{% set entry %}coalesce(user_pseudo_id, '') || '|' || coalesce({{ as_text('batch_id') }}, ''){% endset %}
{% set everything %}'{{ code_digest() }}|{{ var('session_timeout_minutes') }}|' || names.digested
        || '|' || rules.digested || '|' || sources.digested || '|' || entries.digested{% endset %}
(
    select {{ digest_of(everything) }}
    from
        (
            select {{ joined('names.conversion_name', 'names.conversion_name') }} as digested
            from {{ each_conversion_name() }}
        ) as names
    cross join (
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
