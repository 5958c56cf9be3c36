-- One row a batch that the tables hold: the newest that together have $1 rows or more.
with batches as (
    select batch_id, rows from ingest_batches
    where in_marts and rows > 0
    order by batch_id desc
    limit $1::bigint
),

counted as (
    select batch_id, sum(rows) over (order by batch_id desc) - rows as rows_before
    from batches
)

select batch_id
from counted
where rows_before < $1::bigint
