// measure.mjs: contests of whole processes. Wall-clock seconds and peak resident memory by GNU time,
// the contestants in turns, medians over the rounds.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const work = mkdtempSync(join(tmpdir(), "attrib-compare."));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/// Seconds, MiB and standard output of a command; throws when it fails.
export function measure([command, ...flags]) {
  const figures = join(work, "time");
  const run = spawnSync("/usr/bin/time", ["-f", "%e %M", "-o", figures, command, ...flags],
    { encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`${command} ${flags.join(" ")}: ${run.stderr}`);
  const [seconds, kilobytes] = readFileSync(figures, "utf8").trim().split("\n").at(-1).split(" ").map(Number);
  return { seconds, mebibytes: kilobytes / 1024, out: run.stdout };
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];

/// Rows of mart_channel_daily in an order of their own, amounts with six decimals.
function sorted(csv) {
  return csv.trim().split("\n").map((line) => {
    const cells = line.trim().replaceAll('"', "").split(",");
    const [whole, part = ""] = cells.pop().split(".");
    return [...cells, `${whole}.${part.padEnd(6, "0")}`].join(",");
  }).sort().join("\n");
}

/// Runs the contestants in turns: `{ name, command, rows, prepare }`, where `rows` gives a result's rows
/// of mart_channel_daily as CSV and `prepare`, which is not measured, comes before each run. The first
/// one's rows are what the others must give. Returns medians by name.
export function contest(contestants, rounds) {
  const results = new Map(contestants.map(({ name }) => [name, []]));
  let expected;
  for (let round = 0; round < rounds; ++round)
    for (const { name, command, rows, prepare } of contestants) {
      prepare?.();
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

/// A table of results in Markdown. Each of `rivals`, `{ title, of }`, is a column: how many times faster
/// a row is than the result named `of(name)`; the first one's memory is compared, too.
export function table(results, rivals) {
  const lines = [`| | seconds | MiB | ${rivals.map(({ title }) => title).join(" | ")} | memory |`,
    `|---|---|---|${"---|".repeat(rivals.length)}---|`];
  for (const [name, { seconds, mebibytes }] of results) {
    const times = rivals.map(({ of }) => (results.get(of(name)).seconds / seconds).toFixed(2));
    lines.push(`| ${name} | ${seconds.toFixed(2)} | ${mebibytes.toFixed(0)} | ${times.join(" | ")} | ${
      (mebibytes / results.get(rivals[0].of(name)).mebibytes).toFixed(2)} |`);
  }
  return lines.join("\n");
}

/// An SVG of seconds over events, both on logarithmic scales: a straight line of slope 1 is linear
/// growth. `lines`: `{ title, color, points: [{ count, seconds }] }`.
export function plot(lines) {
  const width = 640, height = 400, edge = 48;
  const x = (count) => edge + (Math.log10(count) - 5) / 4.3 * (width - 2 * edge);
  const y = (seconds) => height - edge - (Math.log10(seconds) + 2) / 5 * (height - 2 * edge);
  const text = (at, up, words, anchor = "middle") => `<text x="${at}" y="${up}" text-anchor="${anchor}">${words}</text>`;
  const counts = [5, 6, 7, 8, 9].map((power) => 10 ** power), times = [0.01, 0.1, 1, 10, 100, 1000];
  const grid = counts.map((count) => `<path d="M${x(count)} ${edge}V${height - edge}"/>`).join("") +
    times.map((seconds) => `<path d="M${edge} ${y(seconds)}H${width - edge}"/>`).join("");
  const labels = counts.map((count) => text(x(count), height - edge + 18, count.toLocaleString("en"))).join("") +
    times.map((seconds) => text(edge - 6, y(seconds) + 4, `${seconds} s`, "end")).join("");
  const drawn = lines.map(({ title, color, points }, i) => {
    const along = points.map(({ count, seconds }) => `${x(count)},${y(seconds)}`).join(" ");
    const dots = points.map(({ count, seconds }) => `<circle cx="${x(count)}" cy="${y(seconds)}" r="4"/>` +
      text(x(count) + 8, y(seconds) + 14, `${seconds} s`, "start")).join("");
    return `<polyline points="${along}" fill="none" stroke="${color}" stroke-width="2"/><g fill="${color}">${dots}
${text(edge + 12, edge + 18 + 18 * i, title, "start")}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#fff"/><g stroke="#ddd">${grid}</g><g fill="#333">${labels}</g>
${drawn.join("\n")}</svg>\n`;
}
