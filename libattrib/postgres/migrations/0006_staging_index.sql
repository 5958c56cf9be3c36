-- One index of staging instead of two: a delivery is looked up by its user and event_id or, without
-- one, time (refresh, query/events.sql); a rebuild of a user reads the user's rows. Every new event
-- changes one page of an index then, which its lookup has just read.
create index stg_ga4_events_identity on stg_ga4_events (user_pseudo_id, event_id, event_timestamp);
drop index stg_ga4_events_user;
drop index stg_ga4_events_event_id;
