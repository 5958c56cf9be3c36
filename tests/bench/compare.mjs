// compare.mjs: what compare.sh says. Whole processes, wall-clock seconds and peak resident memory by
// GNU time, the contestants in turns, medians over the rounds. The file is read once before, so it
// comes from the page cache.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values: given } = parseArgs({ options: {
  events: { type: "string", default: "10000000" },
  rounds: { type: "string", default: "5" },
  write: { type: "boolean", default: false },
} });
const events = Number(given.events);
const rounds = Number(given.rounds);
const bin = "build/release/bin";
const work = mkdtempSync(join(tmpdir(), "attrib-compare."));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

function makeEvents(count) {
  const file = join(work, `${count}.csv`);
  execFileSync(`${bin}/attrib-generate`, ["--events", count, "--seed", "5", "--output", file]);
  return file;
}

/// Seconds, MiB and standard output of a command; throws when it fails.
function measure([command, ...flags]) {
  const figures = join(work, "time");
  const run = spawnSync("/usr/bin/time", ["-f", "%e %M", "-o", figures, command, ...flags],
    { encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`${command} ${flags.join(" ")}: ${run.stderr}`);
  const [seconds, kilobytes] = readFileSync(figures, "utf8").trim().split("\n").at(-1).split(" ").map(Number);
  return { seconds, mebibytes: kilobytes / 1024, out: run.stdout };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

/// Rows of mart_channel_daily in an order of their own, amounts with six decimals.
function sorted(csv) {
  return csv.trim().split("\n").map((line) => {
    const cells = line.trim().replaceAll('"', "").split(",");
    const [whole, part = ""] = cells.pop().split(".");
    return [...cells, `${whole}.${part.padEnd(6, "0")}`].join(",");
  }).sort().join("\n");
}

const ours = (file, threads, tables) => ["--threads", String(threads), "--output", join(work, "out"),
  ...(tables ? ["--tables", tables] : []), file];
const ourRows = () => readFileSync(join(work, "out/mart_channel_daily.csv"), "utf8").split("\n").slice(1).join("\n");

/// Runs the contestants in turns; the first one's rows are what the others must give.
function contest(contestants) {
  const results = new Map(contestants.map(({ name }) => [name, []]));
  let expected;
  for (let round = 0; round < rounds; ++round)
    for (const { name, command, rows } of contestants) {
      const result = measure(command);
      results.get(name).push(result);
      const found = rows ? sorted(rows(result)) : undefined;
      expected ??= found;
      if (found !== undefined && found !== expected) {
        writeFileSync("/tmp/attrib-compare.expected", expected);
        writeFileSync("/tmp/attrib-compare.found", found);
        throw new Error(`${name} gives other rows: compare /tmp/attrib-compare.expected and .found`);
      }
      console.log(`round ${round + 1}: ${name}: ${result.seconds} s, ${result.mebibytes.toFixed(0)} MiB`);
    }
  return new Map([...results].map(([name, all]) => [name, {
    seconds: median(all.map((each) => each.seconds)), mebibytes: median(all.map((each) => each.mebibytes)) }]));
}

const attribute = `${bin}/attrib-attribute`;
const daily = (file, threads) => ({ name: `attrib-attribute, daily totals, ${threads} thread${threads > 1 ? "s" : ""}`,
  command: [attribute, ...ours(file, threads, "mart_channel_daily")], rows: ourRows });
const all = (file, threads) => ({ name: `attrib-attribute, all four tables, ${threads} threads`,
  command: [attribute, ...ours(file, threads)] });
const duckdb = (file, threads) => ({ name: `DuckDB, daily totals, ${threads} thread${threads > 1 ? "s" : ""}`,
  command: ["node", "tests/bench/duckdb.mjs", file, String(threads)], rows: ({ out }) => out });

function table(results, rivals) {
  const lines = ["| | seconds | MiB | ratio |", "|---|---|---|---|"];
  for (const [name, { seconds, mebibytes }] of results) {
    const rival = results.get(rivals.find((each) => name.endsWith("1 thread") === each.endsWith("1 thread")) ?? rivals[0]);
    lines.push(`| ${name} | ${seconds.toFixed(2)} | ${mebibytes.toFixed(0)} | ${(rival.seconds / seconds).toFixed(2)} |`);
  }
  return lines.join("\n");
}

/// Seconds over events, both on logarithmic scales: a straight line of slope 1 is linear growth.
function plot(points) {
  const width = 640, height = 360, edge = 48;
  const x = (count) => edge + (Math.log10(count) - 5) / 3 * (width - 2 * edge);
  const y = (seconds) => height - edge - (Math.log10(seconds) + 2) / 3 * (height - 2 * edge);
  const text = (at, up, words, anchor = "middle") => `<text x="${at}" y="${up}" text-anchor="${anchor}">${words}</text>`;
  const grid = [5, 6, 7, 8].map((power) => `<path d="M${x(10 ** power)} ${edge}V${height - edge}"/>`).join("") +
    [-2, -1, 0, 1].map((power) => `<path d="M${edge} ${y(10 ** power)}H${width - edge}"/>`).join("");
  const labels = [5, 6, 7, 8].map((power) => text(x(10 ** power), height - edge + 18, `10^${power}`)).join("") +
    [-2, -1, 0, 1].map((power) => text(edge - 6, y(10 ** power) + 4, `${10 ** power} s`, "end")).join("");
  const line = points.map(({ count, seconds }) => `${x(count)},${y(seconds)}`).join(" ");
  const dots = points.map(({ count, seconds }) => `<circle cx="${x(count)}" cy="${y(seconds)}" r="4"/>` +
    text(x(count) + 8, y(seconds) + 14, `${seconds.toFixed(2)} s`, "start")).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#fff"/><g stroke="#ddd">${grid}</g><g fill="#333">${labels}
${text(width / 2, 24, "attrib-attribute, daily totals, 2 threads: seconds over events")}</g>
<polyline points="${line}" fill="none" stroke="#2457a6" stroke-width="2"/><g fill="#2457a6">${dots}</g></svg>\n`;
}

const file = makeEvents(events);
const results = contest([duckdb(file, 2), daily(file, 2), all(file, 2), duckdb(file, 1), daily(file, 1)]);
rmSync(file);

const small = makeEvents(1_000_000);
const sqlite = contest([
  { name: "SQLite, daily totals", command: ["tests/bench/sqlite.sh", small], rows: ({ out }) => out }, daily(small, 2)]);

const points = [];
for (const count of [100_000, 1_000_000, 10_000_000, 50_000_000].filter((each) => each <= 5 * events)) {
  const path = makeEvents(count);
  const seconds = median(Array.from({ length: count > 10_000_000 ? 3 : 5 }, () => measure(daily(path, 2).command).seconds));
  points.push({ count, seconds });
  console.log(`${count} events: ${seconds} s, ${(count / seconds / 1e6).toFixed(1)} million events/s`);
  rmSync(path);
}

const growth = ["| events | seconds | million events a second |", "|---|---|---|",
  ...points.map(({ count, seconds }) => `| ${count.toLocaleString("en")} | ${seconds.toFixed(2)} | ${(count / seconds / 1e6).toFixed(1)} |`)].join("\n");
const report = [`${events.toLocaleString("en")} generated events, medians of ${rounds} rounds, files in the page cache:`,
  table(results, [...results.keys()].filter((name) => name.startsWith("DuckDB"))),
  "1,000,000 events:", table(sqlite, ["SQLite, daily totals"]), "Growth:", growth].join("\n\n");
console.log(`\n${report}`);
if (given.write) {
  const path = "docs/performance.md";
  const text = readFileSync(path, "utf8");
  const marks = /(<!-- compare\.sh -->\n)[^]*?(<!-- \/compare\.sh -->)/;
  if (!marks.test(text)) throw new Error(`${path} has no <!-- compare.sh --> marks`);
  writeFileSync(path, text.replace(marks, (_, begin, end) => `${begin}\n${report}\n\n${end}`));
  writeFileSync("docs/img/engine-growth.svg", plot(points));
}
