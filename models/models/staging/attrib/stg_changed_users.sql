-- One row per user with events in a new batch. Rows of bulk batches, which have odd numbers, are in no
-- index of rows: where only small batches are new, theirs are not looked at.
{{ config(materialized='table') }}

with single_rows as (
    select * from {{ source('attrib', 'ga4_events_raw') }}
    where batch_id % 2 = 0
),

bulk_rows as (
    select * from {{ source('attrib', 'ga4_events_raw') }}
    where batch_id % 2 = 1
),

batches as (
    select * from {{ ref('stg_batches') }}
    where is_new
),

bulk_batches as (
    select * from {{ ref('stg_batches') }}
    where is_new and batch_id % 2 = 1
),

new_rows as (
    select single_rows.user_pseudo_id
    from single_rows
    inner join batches on single_rows.batch_id = batches.batch_id
    union all
    select bulk_rows.user_pseudo_id
    from bulk_rows
    inner join bulk_batches on bulk_rows.batch_id = bulk_batches.batch_id
)

select distinct user_pseudo_id from new_rows
