-- One row per batch that was loaded when this run began; is_new: the tables do not hold it yet, or were made with
-- other settings, seeds or code.
{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='batch_id',
    on_schema_change='append_new_columns'
) }}

with batches as (
    select
        batch_id,
        {{ made_with() }} as made_with
    from {{ source('attrib', 'ingest_batches') }}
)

select
    batches.batch_id,
    batches.made_with,
    true
    {% if is_incremental() %}
    and taken.batch_id is null
    {% endif %}
    as is_new
from batches
{% if is_incremental() %}
left join {{ taken_batches() }} as taken
    on
        batches.batch_id = taken.batch_id
        and batches.made_with = taken.made_with
{% endif %}
