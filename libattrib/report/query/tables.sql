-- One row: how the tables were made, nulls when never; the schema's version; what waits; what is in
-- quarantine, and why the newest of it.
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
),

quarantined as (
    select
        count(*) filter (where user_pseudo_id is null) as batches,
        count(user_pseudo_id) as users
    from quarantine
),

newest as (
    select since, state, message from quarantine
    order by since desc
    limit 1
)

select
    state.engine, state.made_at, state.settings,
    versions.schema_version,
    greatest(waiting.lag_ms, 0) as lag_ms,
    waiting.batches,
    waiting.rows,
    quarantined.batches as quarantined_batches,
    quarantined.users as quarantined_users,
    newest.since as newest_since,
    newest.state as newest_state,
    newest.message as newest_message
from versions
cross join waiting
cross join quarantined
left join newest on true
left join state on true
