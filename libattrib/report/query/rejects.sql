-- One row a reason of rejects and sample of it, with the count of the reason: its newest $1 rejects,
-- the first $2 bytes of each.
with reasons as (
    select reason, count(*) as rejects
    from ga4_events_rejected
    group by reason
)

select
    reasons.reason,
    reasons.rejects,
    sample.source_name,
    sample.line,
    sample.message,
    encode(substring(sample.row_text from 1 for $2::integer), 'hex') as row_hex,
    length(sample.row_text) as row_bytes,
    batch.loaded_at
from reasons
cross join lateral (
    select batch_id, source_name, line, message, row_text
    from ga4_events_rejected
    where ga4_events_rejected.reason = reasons.reason
    order by batch_id desc, line desc
    limit $1::bigint
) as sample
left join ingest_batches as batch on sample.batch_id = batch.batch_id
order by reasons.rejects desc, reasons.reason, sample.batch_id desc, sample.line desc
