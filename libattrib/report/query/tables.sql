-- One row: how the tables were made, nulls when never; the schema's version; what waits.
with state as (
    select engine, made_at, settings from model_state
),

versions as (
    select max(version) as schema_version from attrib_schema
),

waiting as (
    select
        count(*) as batches,
        coalesce(sum(rows), 0)::bigint as rows,
        coalesce(floor(extract(epoch from now() - min(loaded_at)) * 1000), 0)::bigint as lag_ms
    from ingest_batches
    where not in_marts
)

select
    state.engine, state.made_at, state.settings,
    versions.schema_version,
    greatest(waiting.lag_ms, 0) as lag_ms,
    waiting.batches,
    waiting.rows
from versions
cross join waiting
left join state on true
