// collect_latency.mjs HOST:PORT RATE SECONDS: sends RATE hits a second to /g/collect, as many pages do,
// and listens to the event stream, as a dashboard does. Prints milliseconds from a hit being sent to
// its answer, and to its event on the stream.
import { Agent, get } from 'node:http';
import { connect } from 'node:net';

const [place, rate, seconds] = process.argv.slice(2);
const [host, port] = place.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const page = Date.now();
const sentAt = [];
const answered = [];
const shown = [];
let refused = 0;

function send() {
  const number = sentAt.length;
  sentAt.push(performance.now());
  const target = `/g/collect?v=2&tid=G-SHOP&_p=${page}&cid=h${number}&_s=1&en=page_view&dl=https%3A%2F%2Fshop.example%2F`;
  const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36' };
  get({ host, port, path: target, agent, headers }, (response) => {
    response.resume();
    if (response.statusCode === 204) answered.push(performance.now() - sentAt[number]);
    else refused += 1;
  }).on('error', () => { refused += 1; });
}

function listen() {
  const socket = connect(Number(port), host);
  let rest = '';
  socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: ${place}\r\n\r\n`);
  socket.on('data', (chunk) => {
    const now = performance.now();
    rest += chunk.toString('latin1');
    const end = rest.lastIndexOf('\n\n');
    if (end < 0) return;
    for (const [, number, at] of rest.slice(0, end).matchAll(/"event_id":"h(\d+)\.(\d+)\./g)) {
      if (Number(at) === page) shown.push(now - sentAt[Number(number)]);
    }
    rest = rest.slice(end);
  });
}

function quantiles(name, all) {
  all.sort((a, b) => a - b);
  const at = (share) => (all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? NaN).toFixed(1);
  console.log(`${name}: p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  p99 ${at(0.99)} ms  max ${at(1)} ms  of ${all.length}`);
}

listen();
const begun = performance.now();
const timer = setInterval(() => {
  const due = Math.min((performance.now() - begun) / 1000, Number(seconds)) * Number(rate);
  while (sentAt.length < due) send();
  if (sentAt.length < Number(seconds) * Number(rate)) return;
  clearInterval(timer);
  setTimeout(() => {
    console.log(`${sentAt.length} hits, ${rate} a second, ${refused} refused`);
    quantiles('answer', answered);
    quantiles('event stream', shown);
    process.exit(0);
  }, 3000);
}, 2);
