-- One row per batch that the tables hold; made last, and read by the next run.
-- depends_on: {{ ref('mart_first_click') }}, {{ ref('mart_last_click') }}, {{ ref('mart_channel_daily') }}
-- depends_on: {{ ref('dda_sets_daily') }}, {{ ref('dda_transitions_daily') }}
{{ config(materialized='table') }}

select
    batch_id,
    made_with
from {{ ref('stg_batches') }}
