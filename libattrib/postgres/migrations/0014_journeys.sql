-- Journeys per day for the data-driven models; the tables have more rows, so a rebuild makes them.

-- One row per conversion name, day, dimension and transition. Values are as long as campaigns may
-- be, so the index has their hash.
create table dda_transitions_daily (
    conversion_name text collate "C" not null,
    day date not null,
    dimension text collate "C" not null,
    kind text collate "C" not null,
    from_value text collate "C",
    to_value text collate "C",
    journeys bigint not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index dda_transitions_daily_key on dda_transitions_daily (
    day,
    hashtextextended(coalesce(from_value, ''), hashtextextended(coalesce(to_value, ''), 0))
);

-- One row per conversion name, day, dimension, currency and set of values.
create table dda_sets_daily (
    conversion_name text collate "C" not null,
    day date not null,
    dimension text collate "C" not null,
    currency text collate "C",
    members text[] collate "C" not null,
    journeys bigint not null,
    conversions bigint not null,
    revenue numeric(38, 6) not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index dda_sets_daily_key on dda_sets_daily (day, hash_array_extended(members, 0));

delete from model_state;
