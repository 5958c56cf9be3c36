-- One row a batch that the tables hold; made last, and read by the next run.
-- depends_on: {{ ref('mart_first_click') }}, {{ ref('mart_last_click') }}, {{ ref('mart_channel_daily') }}
{{ config(materialized='table') }}

select batch_id from {{ ref('stg_batches') }}
