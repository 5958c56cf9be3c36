-- An index entry holds at most 2,704 bytes, a conversion_id without an event_id up to 17,000: indexes
-- hold its hash, which a query compares first and the text after.

-- query/conversions.sql: a page is read newest first, no matter how many conversions there are.
drop index mart_last_click_newest;
create index mart_last_click_newest on mart_last_click
(conversion_timestamp desc, user_pseudo_id, hashtextextended(conversion_id, 0));

-- query/conversion.sql: a conversion is named by its id alone, whoever's it is.
drop index mart_last_click_conversion;
create index mart_last_click_conversion on mart_last_click (hashtextextended(conversion_id, 0));

-- A sum has more digits than a value: as many as 128 bits of millionths hold.
alter table mart_channel_daily alter column revenue type numeric(38, 6);
