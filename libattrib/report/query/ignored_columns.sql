-- One row a source and column that nothing is read from; the newest $1 sources.
with sources as (
    select source_name, max(seen_at) as seen_at from ignored_columns
    group by source_name
    order by max(seen_at) desc, source_name
    limit $1::bigint
)

select
    sources.source_name,
    ignored_columns.column_name
from sources
inner join ignored_columns on sources.source_name = ignored_columns.source_name
order by sources.seen_at desc, sources.source_name, ignored_columns.column_name
