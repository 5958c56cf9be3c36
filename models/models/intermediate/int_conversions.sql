-- One row per conversion that counts. The click marts hold each once; a live refresh keeps those.
{{ config(materialized='view') }}

select
    conversion_id,
    user_pseudo_id,
    conversion_timestamp,
    conversion_date,
    conversion_name,
    revenue,
    currency,
    transaction_id
from {{ ref('mart_first_click') }}
