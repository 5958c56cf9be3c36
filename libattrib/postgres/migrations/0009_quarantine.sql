-- What refreshes and rebuilds leave out, because the database refuses it, so that all else goes on:
-- users, and batches of which no single user is to blame. One row a user or batch.
create table quarantine (
    batch_id bigint,                   -- in which it was found; null: by a rebuild
    user_pseudo_id text collate "C",   -- null: the whole batch
    state text collate "C" not null,   -- SQLSTATE, or the code of a failure of ours
    message text collate "C" not null, -- without details, which quote values
    since timestamptz not null default now(),
    check (batch_id is not null or user_pseudo_id is not null)
);
create unique index quarantine_user on quarantine (user_pseudo_id)
where user_pseudo_id is not null;
create unique index quarantine_batch on quarantine (batch_id) where user_pseudo_id is null;

-- The deliveries that the tables are made from.
create view ga4_events_modeled as
select * from ga4_events_raw
where
    batch_id not in (select batch_id from quarantine where user_pseudo_id is null)
    and user_pseudo_id not in (
        select user_pseudo_id from quarantine where user_pseudo_id is not null
    );
