-- An index entry a raw row costs a bulk load a third of its time, and nobody needs it for a batch of
-- many rows, which fill pages of their own: what is known of their pages together (BRIN) does. So
-- bulk batches have odd numbers (ledger.hpp), and only the rows of the others are in the tree.
drop index ga4_events_raw_batch;
create index ga4_events_raw_batch on ga4_events_raw (batch_id) where batch_id % 2 = 0;
create index ga4_events_raw_pages on ga4_events_raw using brin (batch_id);

-- All rows of some batches. Without a bulk batch among them the second part is not even begun.
create function attrib_deliveries(batch_ids bigint[]) returns setof ga4_events_raw
language sql stable parallel safe
as $$
    select * from ga4_events_raw
    where batch_id = any(batch_ids) and batch_id % 2 = 0
    union all
    select * from ga4_events_raw
    where
        batch_id = any(batch_ids) and batch_id % 2 = 1
        and (select bool_or(id % 2 = 1) from unnest(batch_ids) as id)
$$;

-- Looks where rows of bulk batches lie that came since the last time. A vacuum does the same; where one
-- is at it, or the role does not own the table, nothing happens.
create function attrib_find_bulk_pages() returns void
language plpgsql set lock_timeout = '1ms'
as $$
begin
    perform brin_summarize_new_values(oid) from pg_class
    where oid = 'ga4_events_raw_pages'::regclass and pg_has_role(relowner, 'usage');
exception when lock_not_available then
    null;
end
$$;
