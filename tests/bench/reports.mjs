// reports.mjs API TOUCHPOINTS.csv ROUNDS: questions to attrib-serve and to DuckDB in turns, see
// reports.sh. Both must give the same figures to the last millionth; of paths the first hundred count.
// reports.mjs API --newest-day SECONDS: how long answers about the newest day take.
import { createRequire } from "node:module";
import { median } from "./measure.mjs";

const [api, file, given] = process.argv.slice(2);
const now = () => performance.now();

async function ask(path) {
  const began = now();
  const response = await fetch(`${api}${path}`);
  const text = await response.text();
  const took = now() - began;
  if (response.status !== 200) throw new Error(`${path}: ${text}`);
  return { took, answer: JSON.parse(text) };
}

if (file === "--newest-day") {
  const { range } = (await ask("/totals")).answer;
  const day = new Date(Date.parse(range.to) - 86_400_000).toISOString().slice(0, 10);
  const times = [];
  const end = now() + given * 1000;
  for (let i = 0; now() < end; ++i) {
    // Another question each time: none is answered by the cache of answers.
    times.push((await ask(`/breakdown?by=campaign&models=linear,time_decay&lookback_days=${1 + i % 90}&from=${day}&to=${range.to}&limit=${1 + i % 1000}`)).took);
    await new Promise((done) => setTimeout(done, 20));
  }
  const sorted = times.sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
  console.log(`answers about ${day} while events come in: ${sorted.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
  process.exit(0);
}

const { DuckDBInstance } = createRequire(`${process.cwd()}/build/bench/`)("@duckdb/node-api");
const database = await (await DuckDBInstance.create(":memory:")).connect();
await database.run("set threads = 2");
await database.run("set preserve_insertion_order = false");
await database.run(`create table touch as select hash(column0) as conversion, column1::bigint as moment,
  column2::bigint as revenue, column3 as currency, column4::bigint as start, column5 as channel,
  column6 as source, column7 as medium, column8 as campaign
  from read_csv('${file}', header = false, all_varchar = true)`);

const day = 86_400_000_000;
// What each touchpoint weighs, and how DuckDB says so.
const rules = {
  last_click: "(place = places)::bigint",
  last_non_direct: `case when bool_and(channel = 'Direct') over whole then (place = places)::bigint
    else (start = max(case when channel <> 'Direct' then start end) over whole)::bigint end`,
  linear: "1::bigint",
  position_based: `case when places <= 2 then 1 when place = 1 or place = places then 40 * (places - 2)
    else 20 end::bigint`,
};

// The split by largest remainders, as docs/models.md has it.
const query = (rule, by, lookback) => `
  with near as (
    select *, row_number() over whole_in_order as place, count(*) over whole as places
    from touch where moment - start <= ${lookback * day}
    window whole as (partition by conversion), whole_in_order as (partition by conversion order by start)),
  weighed as (
    select *, ${rules[rule]} as weight from near window whole as (partition by conversion)),
  parts as (
    select *, sum(weight) over whole as sum from weighed window whole as (partition by conversion)),
  floors as (
    select *, (1000000 * weight // sum)::bigint as credit, (1000000 * weight % sum)::bigint as credit_rest,
      (revenue::hugeint * weight // sum)::bigint as part, (revenue::hugeint * weight % sum)::bigint as part_rest
    from parts),
  split as (
    select ${by}, currency,
      credit + (row_number() over (partition by conversion order by credit_rest desc, place)
        <= 1000000 - sum(credit) over whole)::bigint as credit,
      part + (row_number() over (partition by conversion order by part_rest desc, place)
        <= revenue - sum(part) over whole)::bigint as part
    from floors window whole as (partition by conversion))
  select ${by}, currency, sum(credit)::varchar, sum(part)::varchar from split group by all
  having sum(credit) <> 0 or sum(part) <> 0`;

const millionths = (text) => {
  const [whole, part = ""] = text.split(".");
  return String(BigInt(whole + part.padEnd(6, "0")));
};

// Questions about paths: where ours are, what of an answer's row must be what DuckDB says, and how
// it is asked.
const near = (lookback) => `near as (select * from touch where moment - start <= ${lookback * day})`;
const perConversion = (lookback) => `${near(lookback)},
  paths as (select any_value(revenue) as revenue, list(channel order by start) as path,
    (any_value(moment) - min(start)) // ${day} as days from near group by conversion)`;
const pathQuestions = {
  "paths by channel": {
    path: "/paths?limit=100&",
    row: (row) => [row.path.flatMap((step) => Array(step.times).fill(step.channel)).join(), row.conversions],
    query: (lookback) => `with ${perConversion(lookback)}
      select array_to_string(path, ','), count(*) from paths group by path order by count(*) desc, path limit 100`,
  },
  "roles by channel": {
    path: "/roles?",
    row: (row) => [row.channel, row.first, row.assisted, row.last, row.influenced, row.early, row.mid, row.late],
    query: (lookback) => `with ${near(lookback)},
      placed as (select conversion, channel, row_number() over (partition by conversion order by start) as place,
        count(*) over (partition by conversion) as places from near),
      parts as (select conversion, channel, max((place = 1)::int) as first, max((place < places)::int) as assisted,
        max((place = places)::int) as last, sum((places > 1 and place <= ceil(places / 4))::int) as early,
        sum((place > places - ceil(places / 4))::int) as late, count(*) as touches from placed group by all)
      select channel, sum(first), sum(assisted), sum(last), count(*), sum(early),
        sum(touches) - sum(early) - sum(late), sum(late) from parts group by channel`,
  },
  "path lengths": {
    path: "/path-lengths?",
    row: (row) => [row.length, row.conversions],
    query: (lookback) => `with ${perConversion(lookback)} select len(path), count(*) from paths group by all`,
  },
  "days to convert": {
    path: "/days-to-convert?",
    row: (row) => [row.days, row.conversions],
    query: (lookback) => `with ${perConversion(lookback)} select days, count(*) from paths group by all`,
  },
};

const questions = [
  ["last_click", "channel", ["channel"]],
  ["last_non_direct", "campaign", ["campaign"]],
  ["linear", "channel", ["channel"]],
  ["position_based", "source_medium", ["source", "medium"]],
];
const ours = new Map(), theirs = new Map();
const note = (times, name, took) => (times.get(name) ?? times.set(name, []).get(name)).push(took);
function compare(name, theirRows, ourRows) {
  const expected = theirRows.sort().join("\n"), found = ourRows.sort().join("\n");
  if (expected !== found) throw new Error(`${name}: other figures\n${expected}\n\n${found}`);
}
const path = (rule, by, lookback) =>
  `/breakdown?by=${by}&models=${rule}&lookback_days=${lookback}&from=2025-06-01&to=2025-07-01`;
for (const rule of ["linear", "time_decay", "shapley"]) {
  const name = `${rule} by campaign`;
  ours.set(name, []);
}
const cold = await ask(path("linear", "channel", 60));
console.log(`first question after a start, linear by channel: ${(cold.took / 1000).toFixed(2)} s`);
const more = await ask(path("linear", "campaign", 60));
console.log(`first question about campaigns: ${(more.took / 1000).toFixed(2)} s`);
const page = await ask(path("google_paid", "landing_page", 60));
console.log(`first question about landing pages, by google_paid: ${(page.took / 1000).toFixed(2)} s`);
for (let round = 0; round < given; ++round) {
  const lookback = 20 + round;
  for (const [rule, by, columns] of questions) {
    const name = `${rule} by ${by}`;
    const { took, answer } = await ask(path(rule, by, lookback));
    const began = now();
    const rows = await (await database.run(query(rule, columns.join(", "), lookback))).getRows();
    note(theirs, name, now() - began);
    note(ours, name, took);
    compare(name, rows.map((row) => row.join("|")), answer.data.map((row) => [...columns.map((column) => row[column]),
      row.currency, millionths(row.conversions), millionths(row.revenue)].join("|")));
  }
  for (const rule of ["linear", "time_decay", "shapley"])
    ours.get(`${rule} by campaign`).push((await ask(path(rule, "campaign", lookback))).took);
  for (const [name, { path, row, query }] of Object.entries(pathQuestions)) {
    const { took, answer } = await ask(`${path}lookback_days=${lookback}&from=2025-06-01&to=2025-07-01`);
    note(ours, name, took);
    const began = now();
    const rows = await (await database.run(query(lookback))).getRows();
    note(theirs, name, now() - began);
    compare(name, rows.map((each) => each.join("|")), answer.data.map((each) => row(each).join("|")));
  }
}
console.log("\n| question, 30 days | attrib-serve, ms | DuckDB, ms | times faster |\n|---|---|---|---|");
for (const [name, times] of ours) {
  const mine = median(times), other = theirs.has(name) ? median(theirs.get(name)) : undefined;
  console.log(`| ${name} | ${mine.toFixed(0)} | ${other?.toFixed(0) ?? ""} | ${other ? (other / mine).toFixed(1) : ""} |`);
}
process.exit(0);
