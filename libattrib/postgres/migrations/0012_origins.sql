-- Rules changed: what an event is without an event_id, what one transaction is, and where a session
-- came from. All tables are to be made anew; until then they show what they showed.
delete from model_state;

-- Whether the event says where the visit came from.
alter table stg_ga4_events add column states_origin boolean not null default false;
alter table stg_ga4_events alter column states_origin drop default;

-- The time of the event that states the session's origin, by which the refresh knows whether a late
-- event came before it; null: none does.
alter table int_sessions add column origin_timestamp timestamptz;
