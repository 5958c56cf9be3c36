-- What the reader finds in an event's URLs; null in rows that were loaded before.
alter table ga4_events_raw
    add column click_id text collate "C",        -- kind of click identifier in page_location
    add column referrer_host text collate "C";   -- of page_referrer, null for the site's own

-- How the tables were made; no row before the first time.
create table model_state (
    engine text collate "C" not null,    -- cpp or sql
    settings text collate "C" not null,  -- lookback, timeout, conversions, time zone, channel rules
    models text collate "C" not null,    -- digest of the SQL models, empty for cpp
    made_at timestamptz not null default now()
);
