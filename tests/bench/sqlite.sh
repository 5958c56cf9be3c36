#!/bin/bash
# sqlite.sh EVENTS.csv: the same rows as duckdb.mjs, by SQLite in memory.
set -euo pipefail
sqlite3 -bail :memory: <<SQL
pragma temp_store = memory;
.mode csv
.import '$1' delivery
create index delivery_identity on delivery (user_pseudo_id, event_id);
create table event as
    select user_pseudo_id as who, event_id as id, event_name as name, page_location as page, channel, currency,
        transaction_id as trade, event_value as amount,
        unixepoch(substr(event_timestamp, 1, 19)) * 1000000 + substr(event_timestamp, 21, 6) as at
    from delivery
    group by user_pseudo_id, case event_id when '' then event_timestamp || event_name || page_location else event_id end;
create table session as
    select who, at, channel from (
        select who, at, channel, at - lag(at) over (partition by who order by at, id, name, page) as away from event)
    where away is null or away > 1800000000;
create index session_start on session (who, at);
create table conversion as
    select who, at, name, currency, cast(round(amount * 1000000) as integer) as amount from (
        select *, row_number() over (partition by who, case trade when '' then id || at || page else trade end
            order by at, id, name, page) as place
        from event where name = 'purchase')
    where place = 1;
create table credit as
    select conversion.*, (select channel from session where session.who = conversion.who
            and session.at between conversion.at - 1209600000000 and conversion.at order by session.at limit 1) as first,
        (select channel from session where session.who = conversion.who
            and session.at between conversion.at - 1209600000000 and conversion.at order by session.at desc limit 1) as last
    from conversion;
select 'first_click', date(at / 1000000, 'unixepoch'), name, currency, coalesce(first, ''), count(*),
    printf('%.6f', sum(amount) / 1000000.0) from credit group by 2, 3, 4, 5
union all
select 'last_click', date(at / 1000000, 'unixepoch'), name, currency, coalesce(last, ''), count(*),
    printf('%.6f', sum(amount) / 1000000.0) from credit group by 2, 3, 4, 5;
SQL
