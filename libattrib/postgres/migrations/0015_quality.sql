-- What a page on the quality of the data shows.

-- One row per minute in which refreshes took something in, of the last 31 days.
create table refresh_minutes (
    minute timestamptz primary key,
    events bigint not null,             -- that staging did not have
    conversions bigint not null,        -- that came
    rejects bigint not null,            -- rows that the batches rejected
    late_events bigint not null,        -- that came an hour or more after a later event of their user
    moved_conversions bigint not null,  -- that were there and are credited otherwise now
    lag_ms bigint not null              -- longest from the loading of a batch to its refresh
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- One row per source and column of its header that nothing is read from.
create table ignored_columns (
    source_name text collate "C" not null,
    column_name text collate "C" not null,
    seen_at timestamptz not null default now()
);
-- A path may be longer than an entry of a tree.
create index ignored_columns_source on ignored_columns using hash (source_name);

-- The last time that one engine's tables were held against the other's; no row before the first.
create table last_verification (
    verified_at timestamptz not null default now(),
    is_equal boolean not null,
    stored_by text collate "C" not null,   -- engine that made the tables
    checked_by text collate "C" not null,  -- engine that computed them again
    compared jsonb not null                -- per table: name, stored, checked, only_stored, only_checked
);

-- The newest rejects of each reason are found without the others.
create index ga4_events_rejected_reason on ga4_events_rejected (reason, batch_id);
