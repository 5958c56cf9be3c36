-- One row a user with events in a new batch.
{{ config(materialized='table') }}

with deliveries as (
    select * from {{ source('attrib', 'ga4_events_raw') }}
),

batches as (
    select * from {{ ref('stg_batches') }}
    where is_new
)

select distinct deliveries.user_pseudo_id
from deliveries
inner join batches on deliveries.batch_id = batches.batch_id
