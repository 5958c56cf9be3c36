// duckdb.mjs EVENTS.csv THREADS [--everyone|--short]: events -> first and last click per day and channel,
// in DuckDB. Prints model, day, conversion, currency, channel, conversions, revenue as
// mart_channel_daily has them. Looks at nobody who does not convert, which halves the time; with
// --everyone at all, as tables of sessions need. --short does that, too, and less, as much as many would
// write: no order among events of one moment, no transaction counted once, no unattributed conversions. Run in a folder where npm has
// installed @duckdb/node-api.
import { createRequire } from "node:module";

const { DuckDBInstance } = createRequire(`${process.cwd()}/build/bench/`)("@duckdb/node-api");
const [file, threads, flag] = process.argv.slice(2);
const isShort = flag === "--short";
const converters = flag === undefined ? "where who in (select who from delivery where name = 'purchase')" : "";
const database = await (await DuckDBInstance.create(":memory:")).connect();

const window = 14 * 86_400_000_000;
const timeout = 30 * 60_000_000;
const order = isShort ? "moment" : "moment, id, name, page";
// What the rows are computed from; DuckDB reads none of the columns that are not asked for.
const kept = ["who", "moment", "name", "channel", "amount", "currency", ...(isShort ? [] : ["id", "page", "trade"])];
const steps = [
  `set threads = ${threads}`,
  "set preserve_insertion_order = false",
  "set timezone = 'UTC'",
  // One row an event: copies differ in nothing here. Grouped by hashes, which DuckDB does far faster
  // than by the texts.
  `create ${converters ? "table" : "view"} delivery as
     select ${kept.join(", ")}, identity
     from (select hash(user_pseudo_id) as who, epoch_us(event_timestamp) as moment,
                  coalesce(event_id, '') as id, event_name as name, coalesce(page_location, '') as page,
                  channel, event_value as amount, currency, transaction_id as trade,
                  ${isShort ? "hash(user_pseudo_id, event_id)"
    : "hash(user_pseudo_id, coalesce(event_id, concat_ws('|', event_timestamp, event_name, page_location)))"} as identity
           from read_csv('${file}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
             columns = {'event_id': 'VARCHAR', 'user_pseudo_id': 'VARCHAR', 'event_timestamp': 'TIMESTAMPTZ',
               'event_name': 'VARCHAR', 'channel': 'VARCHAR', 'source': 'VARCHAR', 'medium': 'VARCHAR',
               'campaign': 'VARCHAR', 'page_location': 'VARCHAR', 'page_referrer': 'VARCHAR',
               'device_category': 'VARCHAR', 'country': 'VARCHAR', 'event_value': 'DECIMAL(18,6)',
               'currency': 'VARCHAR', 'transaction_id': 'VARCHAR'}))`,
  `create table event as
     select ${kept.map((column) => `any_value(${column}) as ${column}`).join(", ")}
     from delivery ${converters} group by identity`,
  `create table session as
     select who, moment, channel from (
       select who, moment, channel, moment - lag(moment) over (partition by who order by ${order}) as away from event)
     where away is null or away > ${timeout}`,
  isShort
    ? "create table conversion as select who, moment, name, currency, coalesce(amount, 0) as amount from event where name = 'purchase'"
    : `create table conversion as
     select who, moment, name, currency, coalesce(amount, 0) as amount from (
       select *, row_number() over (partition by who, coalesce(trade, id || moment || page) order by ${order}) as place
       from event where name = 'purchase')
     where place = 1`,
];
const left = isShort ? "" : "left";
const side = (model, inWindow, join) => `
  select '${model}' as model, make_timestamp(conversion.moment)::date as day, conversion.name, conversion.currency,
         ${isShort ? "session.channel" : `case when ${inWindow} then session.channel end`} as channel,
         count(*) as conversions, sum(amount) as revenue
  from conversion ${join} ${isShort ? `where ${inWindow}` : ""} group by all`;
const rows = `
  ${side("first_click", "session.moment <= conversion.moment",
    `asof ${left} join session on conversion.who = session.who and conversion.moment - ${window} <= session.moment`)}
  union all
  ${side("last_click", `session.moment >= conversion.moment - ${window}`,
    `asof ${left} join session on conversion.who = session.who and conversion.moment >= session.moment`)}`;
for (const step of steps) await database.run(step);
const answer = await database.runAndReadAll(
  `select model, day::varchar, name, coalesce(currency, ''), coalesce(channel, ''), conversions::varchar, revenue::varchar from (${rows})`);
for (const row of answer.getRows()) console.log(row.join(","));
