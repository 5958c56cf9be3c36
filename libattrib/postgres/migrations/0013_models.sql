-- Models split credit: a channel's conversions of a day are a decimal. And the tables have more
-- models, so they are made anew.
alter table mart_channel_daily alter column conversions type numeric(38, 6);
delete from model_state;
