-- Sessions that end before they start, or that begin before the pause after the one before is over.
{% set timeout %}cast({{ var('session_timeout_minutes') }} as bigint) * 60000000{% endset %}
with sessions as (
    select
        *,
        lag(session_end) over (partition by user_pseudo_id order by session_start) as end_before
    from {{ ref('int_sessions') }}
)

select session_id
from sessions
where
    session_end < session_start
    or end_before >= {{ earlier_by(timeout, 'session_start') }}
