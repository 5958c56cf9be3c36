// compare.mjs: what compare.sh says. Files come from the page cache, but for the part that says cold.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contest, measure, median, plot, table, work } from "./measure.mjs";

const { values: given } = parseArgs({ options: {
  events: { type: "string", default: "10000000" },
  rounds: { type: "string", default: "5" },
  only: { type: "string", multiple: true },
  write: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} });
const events = Number(given.events);
const rounds = Number(given.rounds);
const bin = "build/release/bin";

function makeEvents(count) {
  const file = join(work, `${count}.csv`);
  execFileSync(`${bin}/attrib-generate`, ["--events", count, "--seed", "5", "--output", file]);
  return file;
}

const threadsOf = (count) => `${count} thread${count > 1 ? "s" : ""}`;
const attribute = (file, threads, tables) => [`${bin}/attrib-attribute`, "--threads", String(threads),
  "--output", join(work, "out"), ...(tables ? ["--tables", tables] : []), file];
const ourRows = () => readFileSync(join(work, "out/mart_channel_daily.csv"), "utf8").split("\n").slice(1).join("\n");
const daily = (file, threads) => ({ name: `attrib-attribute, daily totals, ${threadsOf(threads)}`,
  command: attribute(file, threads, "mart_channel_daily"), rows: ourRows });
// Into an empty folder: ext4 waits for the disk where a file takes an older one's place.
const emptyOut = () => rmSync(join(work, "out"), { recursive: true, force: true });
const all = (file, threads) => ({ name: `attrib-attribute, all four tables, ${threadsOf(threads)}`,
  command: attribute(file, threads), rows: ourRows, prepare: emptyOut });
const duckdb = (file, threads) => ({ name: `DuckDB, daily totals, ${threadsOf(threads)}`,
  command: ["node", "tests/bench/duckdb.mjs", file, String(threads)], rows: ({ out }) => out });
const everyone = (file, threads) => ({ ...duckdb(file, threads), name: `DuckDB, with everyone's sessions, ${threadsOf(threads)}`,
  command: [...duckdb(file, threads).command, "--everyone"] });
const inShort = (file, threads) => ({ name: `DuckDB, the short SQL, ${threadsOf(threads)}`,
  command: ["node", "tests/bench/duckdb.mjs", file, String(threads), "--short"] });

function engine() {
  const file = makeEvents(events);
  const results = contest([2, 1].flatMap((threads) =>
    [duckdb, everyone, inShort, daily, all].map((contestant) => contestant(file, threads))), rounds);
  rmSync(file);
  const threadsIn = (name) => name.endsWith("1 thread") ? 1 : 2;
  return against(results, threadsIn);
}

// How many times faster than each of DuckDB's ways.
const against = (results, threadsIn) => table(results, [
  { title: "times faster", of: (name) => duckdb("", threadsIn(name)).name },
  { title: "than with everyone's sessions", of: (name) => everyone("", threadsIn(name)).name },
  { title: "than the short SQL", of: (name) => inShort("", threadsIn(name)).name }]);

/// The same with the file on disk alone.
function cold() {
  const file = makeEvents(events);
  execFileSync("sync", [file]);
  const forget = () => execFileSync("dd", [`if=${file}`, "iflag=nocache", "count=0", "status=none"]);
  const contestants = [duckdb, everyone, inShort, daily, all].map((contestant) => contestant(file, 2));
  const results = contest(contestants.map((each) => ({ ...each, prepare: () => { each.prepare?.(); forget(); } })),
    Math.min(rounds, 3));
  rmSync(file);
  return against(results, () => 2);
}

/// The same events in other shapes.
function shapes() {
  const file = makeEvents(0.3 * events);
  const plain = { ...all(file, 2), rows: undefined };
  const shaped = [
    ["half of the events one user's", `NR > 1 && NR % 2 { $2 = "busy" } 1`],
    ["every value in quotes", `{ for (i = 1; i <= NF; ++i) $i = "\\"" $i "\\"" } 1`],
    ["no row in ASCII", `NR > 1 { $8 = "\u00e9t\u00e9" } 1`],
  ].map(([name, program], place) => {
    const other = `${file}.${place}`;
    execFileSync("sh", ["-c", `awk -F, -v OFS=, '${program}' ${file} >${other}`]);
    return { ...plain, name: `${plain.name}, ${name}`, command: all(other, 2).command, file: other };
  });
  const results = contest([plain, ...shaped], rounds);
  for (const each of [file, ...shaped.map((one) => one.file)]) rmSync(each);
  return table(results, [{ title: "times faster", of: () => plain.name }]);
}

function sqlite() {
  const file = makeEvents(1_000_000);
  const rival = { name: "SQLite, daily totals", command: ["tests/bench/sqlite.sh", file], rows: ({ out }) => out };
  return table(contest([rival, daily(file, 2)], rounds), [{ title: "times faster", of: () => rival.name }]);
}

/// Bounded by --memory against as much as it takes, five times the events.
function memory() {
  const file = makeEvents(5 * events);
  const free = daily(file, 2);
  const bounded = { ...free, name: `${free.name}, --memory 512M`, command: [...free.command, "--memory", "512M"] };
  const results = contest([free, bounded], Math.min(rounds, 3));
  rmSync(file);
  return table(results, [{ title: "times faster", of: () => free.name }]);
}

/// Compressed input against the decompressor alone.
function compressed() {
  const file = makeEvents(0.3 * events);
  const contestants = [["gzip", "gz"], ["zstd", "zst"]].flatMap(([tool, ending]) => {
    execFileSync(tool, ["-k", "-q", file]);
    return [{ name: `${tool} -dc, the file alone`, command: ["sh", "-c", `${tool} -dc ${file}.${ending} >/dev/null`] },
      { ...daily(`${file}.${ending}`, 2), name: `attrib-attribute, daily totals from ${tool}` }];
  });
  const results = contest(contestants, rounds);
  for (const ending of ["", ".gz", ".zst"]) rmSync(file + ending);
  return table(results, [{ title: "times faster", of: (name) => `${name.includes("gzip") ? "gzip" : "zstd"} -dc, the file alone` }]);
}

/// What single steps do in memory, on one thread.
function kernels() {
  const out = execFileSync(`${bin}/attrib-kernels`, ["--benchmark_format=json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const million = (each) => each === undefined ? "" : (each / 1e6).toFixed(1);
  const lines = JSON.parse(out).benchmarks.filter((each) => !each.error_occurred).map((each) =>
    `| ${each.name} | ${million(each.items_per_second)} | ${million(each.bytes_per_second)} |`);
  return ["| kernel | million rows a second | MB a second |", "|---|---|---|", ...lines].join("\n");
}

function generator() {
  const make = (threads) => ({ name: `attrib-generate, ${threadsOf(threads)}`,
    command: [`${bin}/attrib-generate`, "--events", String(events), "--threads", String(threads), "--output", "/dev/null"] });
  const results = contest([make(2), make(1)], rounds);
  return ["| | seconds | million events a second |", "|---|---|---|", ...[...results].map(([name, { seconds }]) =>
    `| ${name} | ${seconds.toFixed(2)} | ${(events / seconds / 1e6).toFixed(1)} |`)].join("\n");
}

function growth() {
  const points = [];
  for (const count of [100_000, 1_000_000, 10_000_000, 50_000_000, 200_000_000].filter((each) => each <= 20 * events)) {
    const file = makeEvents(count);
    const runs = Array.from({ length: count > 10_000_000 ? 3 : 5 }, () => measure(daily(file, 2).command));
    rmSync(file);
    const point = { count, seconds: median(runs.map((run) => run.seconds)), mebibytes: median(runs.map((run) => run.mebibytes)) };
    points.push(point);
    console.log(`${count} events: ${point.seconds} s, ${point.mebibytes.toFixed(0)} MiB`);
  }
  return ["| events | seconds | million events a second | MiB |", "|---|---|---|---|", ...points.map(({ count, seconds, mebibytes }) =>
    `| ${count.toLocaleString("en")} | ${seconds.toFixed(2)} | ${(count / seconds / 1e6).toFixed(2)} | ${mebibytes.toFixed(0)} |`)].join("\n");
}

/// Draws the tables of `growth` and of many_events.sh, as docs/performance.md has them.
function draw() {
  const text = readFileSync("docs/performance.md", "utf8");
  const pointsOf = (mark) => [...text.split(`<!-- ${mark} -->`)[1].split("<!-- end -->")[0].matchAll(/^\| ([\d,]+) \| ([\d.]+) \|/gm)]
    .map(([, count, seconds]) => ({ count: Number(count.replaceAll(",", "")), seconds: Number(seconds) }));
  writeFileSync("docs/img/engine-growth.svg", plot([
    { title: "from a file", color: "#2457a6", points: pointsOf("compare.sh growth") },
    { title: "from generators through pipes", color: "#a64b24", points: pointsOf("many_events.sh") },
  ]));
}

/// What a script prints last: tables.
function script(...command) {
  console.log(command.join(" "));
  const out = execFileSync(command[0], command.slice(1), { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  process.stdout.write(out);
  return out.slice(out.indexOf("\n| ") + 1).trim();
}
const loader = () => script("tests/bench/loader_against_copy.sh", String(Math.min(events, 2_000_000)), String(rounds));
const models = () => script("tests/bench/engine_against_sql.sh", String(events), String(Math.min(rounds, 3)));

const parts = { engine, cold, shapes, sqlite, growth, memory, compressed, kernels, generator, loader, models };
if (given.help) {
  console.log(`compare.sh [--events N] [--rounds N] [--only PART]... [--write]
Runs attrib and its rivals in turns and prints medians. --write puts them into docs/performance.md and
draws its picture; with --only none it only draws.
Parts: ${Object.keys(parts).join(", ")}.`);
  process.exit();
}
for (const [name, part] of Object.entries(parts)) {
  if (given.only && !given.only.includes(name)) continue;
  const report = part();
  console.log(`\n${report}\n`);
  if (!given.write) continue;
  const path = "docs/performance.md";
  const text = readFileSync(path, "utf8");
  const marks = new RegExp(`(<!-- compare.sh ${name} -->\n)[^]*?(<!-- end -->)`);
  if (!marks.test(text)) throw new Error(`${path} has no mark for ${name}`);
  writeFileSync(path, text.replace(marks, (_, begin, end) => `${begin}\n${report}\n\n${end}`));
}
if (given.write) draw();
