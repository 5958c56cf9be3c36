// duckdb.mjs EVENTS.csv THREADS: events -> first and last click per day and channel, in DuckDB.
// Prints model, day, conversion, currency, channel, conversions, revenue as mart_channel_daily has
// them. Run in a folder where npm has installed @duckdb/node-api.
import { createRequire } from "node:module";

const { DuckDBInstance } = createRequire(`${process.cwd()}/build/bench/`)("@duckdb/node-api");
const [file, threads] = process.argv.slice(2);
const database = await (await DuckDBInstance.create(":memory:")).connect();

const window = 14 * 86_400_000_000;
const timeout = 30 * 60_000_000;
const steps = [
  `set threads = ${threads}`,
  "set preserve_insertion_order = false",
  "set timezone = 'UTC'",
  // One row an event: copies differ in nothing here. Grouped by hashes, which DuckDB does far faster
  // than by the texts.
  `create table event as
     select any_value(who) as who, any_value(moment) as moment, any_value(id) as id, any_value(name) as name,
            any_value(page) as page, any_value(channel) as channel, any_value(amount) as amount,
            any_value(currency) as currency, any_value(trade) as trade
     from (select hash(user_pseudo_id) as who, epoch_us(event_timestamp) as moment,
                  coalesce(event_id, '') as id, event_name as name, coalesce(page_location, '') as page,
                  channel, event_value as amount, currency, transaction_id as trade,
                  hash(user_pseudo_id, coalesce(event_id, concat_ws('|', event_timestamp, event_name, page_location))) as identity
           from read_csv('${file}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
             columns = {'event_id': 'VARCHAR', 'user_pseudo_id': 'VARCHAR', 'event_timestamp': 'TIMESTAMPTZ',
               'event_name': 'VARCHAR', 'channel': 'VARCHAR', 'source': 'VARCHAR', 'medium': 'VARCHAR',
               'campaign': 'VARCHAR', 'page_location': 'VARCHAR', 'page_referrer': 'VARCHAR',
               'device_category': 'VARCHAR', 'country': 'VARCHAR', 'event_value': 'DECIMAL(18,6)',
               'currency': 'VARCHAR', 'transaction_id': 'VARCHAR'}))
     group by identity`,
  `create table session as
     select who, moment, channel from (
       select who, moment, channel, moment - lag(moment) over (partition by who order by moment, id, name, page) as away from event)
     where away is null or away > ${timeout}`,
  `create table conversion as
     select who, moment, name, currency, coalesce(amount, 0) as amount from (
       select *, row_number() over (partition by who, coalesce(trade, id || moment || page) order by moment, id, name, page) as place
       from event where name = 'purchase')
     where place = 1`,
];
const side = (model, channel, join) => `
  select '${model}' as model, make_timestamp(conversion.moment)::date as day, conversion.name, conversion.currency,
         ${channel} as channel, count(*) as conversions, sum(amount) as revenue
  from conversion ${join} group by all`;
const rows = `
  ${side("first_click", `case when session.moment <= conversion.moment then session.channel end`,
    `asof left join session on conversion.who = session.who and conversion.moment - ${window} <= session.moment`)}
  union all
  ${side("last_click", `case when session.moment >= conversion.moment - ${window} then session.channel end`,
    "asof left join session on conversion.who = session.who and conversion.moment >= session.moment")}`;
for (const step of steps) await database.run(step);
const answer = await database.runAndReadAll(
  `select model, day::varchar, name, coalesce(currency, ''), coalesce(channel, ''), conversions::varchar, revenue::varchar from (${rows})`);
for (const row of answer.getRows()) console.log(row.join(","));
