-- One row per conversion that counts: of those with one name and transaction_id, the first.
{{ config(materialized='table') }}

with events as (
    select * from {{ ref('stg_ga4_events') }}
    where event_name in ({{ conversion_names() }})
),

numbered as (
    select
        *,
        row_number() over (
            partition by user_pseudo_id, event_name, transaction_id
            order by event_timestamp, event_id nulls first, page_location nulls first
        ) as place_in_transaction
    from events
)

select
    coalesce(
        event_id,
        user_pseudo_id || '.' || {{ microseconds_of('event_timestamp') }}
        || '.' || event_name || '.' || coalesce(page_location, '')
        || coalesce('.' || transaction_id, '')
    ) as conversion_id,
    user_pseudo_id,
    event_timestamp as conversion_timestamp,
    {{ day_of('event_timestamp') }} as conversion_date,
    event_name as conversion_name,
    cast(coalesce(event_value, 0) as numeric(19, 6)) as revenue,
    currency,
    transaction_id,
    coalesce(event_id, '') as event_id,
    coalesce(page_location, '') as page_location
from numbered
where transaction_id is null or place_in_transaction = 1
