// sessions.mjs SERVER ROUNDS: questions about sessions, see sessions.sh.
// sessions.mjs SERVER --while-live SECONDS: how long answers about the newest days take meanwhile.
import { median } from "./measure.mjs";

const [server, given, seconds] = process.argv.slice(2);
const now = () => performance.now();
const days = { from: "2025-01-01", to: "2025-04-01" };
let asked = 0;

async function ask(path, parameters) {
  // Another limit each time, which the work does not depend on: none comes from the cache of answers.
  asked += 1;
  const query = new URLSearchParams({ ...days, limit: 50 + (asked % 900), ...parameters });
  const began = now();
  const response = await fetch(`${server}/api/v1${path}?${query}`);
  const text = await response.text();
  const took = now() - began;
  if (response.status !== 200) throw new Error(`${path}: ${text}`);
  return { took, answer: JSON.parse(text) };
}

const sessions = (dimensions, more = {}) => ({ metrics: "sessions,users", dimensions, ...more });

async function memory() {
  const text = await (await fetch(`${server}/metrics`)).text();
  return Number(/^attrib_session_bytes (\d+)$/m.exec(text)[1]);
}

if (given === "--while-live") {
  const times = [];
  const end = now() + seconds * 1000;
  while (now() < end) times.push((await ask("/query", sessions("channel", { from: "2025-03-18" }))).took);
  const sorted = times.sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
  console.log(`14 days by channel while events come in: ${sorted.length} answers, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
  process.exit(0);
}

const filter = JSON.stringify([["is", "channel", ["Email", "Paid Search"]], ["contains", "landing_page", ["/products/7"]]]);
const questions = [
  ["by channel", "/query", sessions("channel")],
  ["by source_medium", "/query", sessions("source_medium")],
  ["by landing_page", "/query", sessions("landing_page")],
  ["by channel, filtered", "/query", sessions("channel", { filters: filter })],
  ["by day and channel", "/query", sessions("channel", { interval: "day" })],
  ["values of campaign", "/values", { dimension: "campaign", search: "9 9" }],
];
for (const [name, path, parameters] of questions) {
  const cold = (await ask(path, parameters)).took;
  const times = [];
  for (let i = 0; i < Number(given); ++i) times.push((await ask(path, parameters)).took);
  console.log(`${name}: cold ${(cold / 1000).toFixed(2)} s, warm ${median(times).toFixed(0)} ms (max ${Math.max(...times).toFixed(0)} ms), sessions take ${((await memory()) / 2 ** 20).toFixed(0)} MiB`);
}
