-- One row a batch that was loaded when this run began; is_new: the tables do not hold it yet.
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='batch_id') }}

with batches as (
    select batch_id from {{ source('attrib', 'ingest_batches') }}
)

select
    batch_id,
    true
    {% if is_incremental() %}
    and batch_id not in (select taken.batch_id from {{ source('before', 'int_taken_batches') }} as taken)
    {% endif %}
    as is_new
from batches
