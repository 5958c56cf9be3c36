-- One row per conversion, credited to the touchpoint that comes first in this order of `sessions`;
-- nulls: unattributed.
{% macro credited_to(order) %}
{% set lookback %}{{ var('lookback_days') }} * 86400000000{% endset %}
{% set conversion %}
    conversions.user_pseudo_id,
    conversions.conversion_timestamp,
    conversions.event_id,
    conversions.conversion_name,
    conversions.page_location,
    conversions.transaction_id
{% endset %}

with conversions as (
    select * from {{ ref('stg_conversions') }}
),

sessions as (
    select * from {{ ref('int_sessions') }}
)

select {{ distinct_on(conversion) }}
    conversions.conversion_id,
    conversions.user_pseudo_id,
    conversions.conversion_timestamp,
    conversions.conversion_date,
    conversions.conversion_name,
    conversions.revenue,
    conversions.currency,
    conversions.transaction_id,
    sessions.channel,
    sessions.source,
    sessions.medium,
    sessions.campaign,
    sessions.session_id,
    sessions.session_start as touch_timestamp
from conversions
left join sessions
    on
        conversions.user_pseudo_id = sessions.user_pseudo_id
        and sessions.session_start
        between {{ earlier_by(lookback, 'conversions.conversion_timestamp') }}
        and conversions.conversion_timestamp
{{ first_by(conversion, order) }}
{% endmacro %}
