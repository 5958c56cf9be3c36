-- An index entry a raw row costs a bulk load a third of its time, and nobody needs it for a batch of
-- many rows, which fill pages of their own: what is known of their pages together (BRIN) does. So
-- bulk batches have odd numbers (ledger.hpp), and only the rows of the others are in the tree.
drop index ga4_events_raw_batch;
create index ga4_events_raw_batch on ga4_events_raw (batch_id) where batch_id % 2 = 0;
create index ga4_events_raw_pages on ga4_events_raw using brin (batch_id);

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
