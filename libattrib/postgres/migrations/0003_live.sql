-- What the live refresh needs: find a batch's rows, a user's event by its id, a conversion by its
-- order; and room in the pages of tables whose rows change all the time.
create index ga4_events_raw_batch on ga4_events_raw (batch_id);
drop index ga4_events_raw_batch_id;
create index ingest_batches_waiting on ingest_batches (batch_id) where not in_marts;

create index stg_ga4_events_event_id on stg_ga4_events (user_pseudo_id, event_id)
where event_id is not null;
create index mart_first_click_transaction on mart_first_click (user_pseudo_id, transaction_id)
where transaction_id is not null;

-- Updates find place beside the old row, so that no index grows; vacuum comes after a share of
-- changes that a day of events reaches, not a month's.
alter table int_sessions set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
alter table mart_first_click set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
alter table mart_last_click set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
alter table mart_channel_daily set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000);
alter table ingest_batches set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 10000);

-- One row a person who asked to be forgotten; a digest, so that nobody is named here.
create table forgotten_users (
    digest bytea primary key,  -- attrib_digest(user_pseudo_id)
    forgotten_at timestamptz not null default now()
);
create function attrib_digest(bytes bytea) returns bytea
language sql immutable strict parallel safe
as $$ select sha256(convert_to(encode(bytes, 'escape'), 'UTF8')) $$;
