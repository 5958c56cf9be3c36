-- What the reports need beside the indexes that the refresh has. None of these columns changes when
-- a row grows or is credited anew, so that updates still find place beside the old row.

-- query/conversions.sql: a page is read newest first, no matter how many conversions there are.
-- Costs one entry more a conversion, mostly at the new end.
create index mart_last_click_newest on mart_last_click
(conversion_timestamp desc, user_pseudo_id, conversion_id);

-- query/conversion.sql: a conversion is named by its id alone, whoever's it is.
create index mart_last_click_conversion on mart_last_click (conversion_id);

-- query/sessions.sql: a report of some days out of years reads those days' sessions. Costs one
-- entry a session, mostly at the new end; a report of most days reads the whole table as before.
create index int_sessions_start on int_sessions (session_start);
