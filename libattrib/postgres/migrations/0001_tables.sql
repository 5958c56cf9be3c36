-- Tables of attrib. Text sorts by bytes; the user comes first in every index of user rows.
create sequence ingest_batch_id;

-- One row a COPY batch, committed with the batch's rows: offsets, lineage and what is to do.
create table ingest_batches (
    batch_id bigint primary key,
    source text collate "C" not null,         -- identity of the file: digest, size, renames
    source_name text collate "C" not null,    -- as the user named it
    position_from bigint not null,            -- bytes of decompressed text
    position_to bigint not null,
    line_to bigint not null,                  -- line behind the last row
    rows bigint not null,                     -- in ga4_events_raw
    rejected bigint not null,                 -- in ga4_events_rejected
    in_marts boolean not null default false,  -- whether the tables below were made from it, too
    loaded_at timestamptz not null default now(),
    unique (source, position_from),
    check (position_from < position_to)
);

-- One row an accepted delivery, duplicates included. Only ever added to.
create table ga4_events_raw (
    batch_id bigint not null,
    event_id text collate "C",
    user_pseudo_id text collate "C" not null,
    event_timestamp timestamptz not null,
    event_name text collate "C" not null,
    channel text collate "C",
    source text collate "C",
    medium text collate "C",
    campaign text collate "C",
    page_location text collate "C",
    page_referrer text collate "C",
    device_category text collate "C",
    country text collate "C",
    event_value numeric(19, 6),
    currency text collate "C",
    transaction_id text collate "C"
);
create index ga4_events_raw_batch_id on ga4_events_raw using brin (batch_id);

-- One row a rejected delivery, with its text as it came.
create table ga4_events_rejected (
    batch_id bigint not null,
    source_name text collate "C" not null,
    line bigint not null,
    reason text collate "C" not null,
    message text collate "C" not null,
    row_text bytea not null
);

-- One row an event: typed, channel filled, without duplicates.
create table stg_ga4_events (
    event_id text collate "C",
    user_pseudo_id text collate "C" not null,
    event_timestamp timestamptz not null,
    event_name text collate "C" not null,
    channel text collate "C" not null,
    source text collate "C",
    medium text collate "C",
    campaign text collate "C",
    page_location text collate "C",
    page_referrer text collate "C",
    device_category text collate "C",
    country text collate "C",
    event_value numeric(19, 6),
    currency text collate "C",
    transaction_id text collate "C"
);

-- One row a session.
create table int_sessions (
    session_id text collate "C" not null,
    user_pseudo_id text collate "C" not null,
    session_start timestamptz not null,
    session_end timestamptz not null,
    event_count bigint not null,
    channel text collate "C" not null,
    source text collate "C",
    medium text collate "C",
    campaign text collate "C",
    landing_page text collate "C",
    device_category text collate "C",
    country text collate "C",
    conversions bigint not null
);

-- One row a conversion, credited to its first touchpoint; nulls: unattributed.
create table mart_first_click (
    conversion_id text collate "C" not null,
    user_pseudo_id text collate "C" not null,
    conversion_timestamp timestamptz not null,
    conversion_date date not null,
    conversion_name text collate "C" not null,
    revenue numeric(19, 6) not null,
    currency text collate "C",
    transaction_id text collate "C",
    channel text collate "C",
    source text collate "C",
    medium text collate "C",
    campaign text collate "C",
    session_id text collate "C",
    touch_timestamp timestamptz
);

-- One row a conversion, credited to its last touchpoint; nulls: unattributed.
create table mart_last_click (like mart_first_click);

-- One row a model, day, conversion name, currency and channel.
create table mart_channel_daily (
    model text collate "C" not null,
    conversion_date date not null,
    conversion_name text collate "C" not null,
    currency text collate "C",
    channel text collate "C",
    conversions bigint not null,
    revenue numeric(19, 6) not null
);

create index stg_ga4_events_user on stg_ga4_events (user_pseudo_id, event_timestamp);
create index int_sessions_user on int_sessions (user_pseudo_id, session_start);
create index mart_first_click_user on mart_first_click (user_pseudo_id, conversion_timestamp);
create index mart_last_click_user on mart_last_click (user_pseudo_id, conversion_timestamp);
create index mart_channel_daily_date on mart_channel_daily (conversion_date);
