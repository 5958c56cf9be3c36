// stream_clients.mjs HOST:PORT CLIENTS SECONDS: listens to the event stream with so many clients and
// prints "event_id microseconds" (since 1970) for each event that every tenth of them receives, then
// how many bytes all of them got.
import { connect } from 'node:net';

const [place, clients, seconds] = process.argv.slice(2);
const [host, port] = place.split(':');
const lines = [];
let bytes = 0;
let lost = 0;

function now() {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

function note(text, at) {
  for (const found of text.matchAll(/"event_id":"([^"]*)"/g)) lines.push(`${found[1]} ${at}`);
}

function listen(index) {
  const socket = connect(Number(port), host);
  const isNoted = index % 10 === 0;
  let rest = '';
  socket.write(`GET /api/v1/stream HTTP/1.1\r\nHost: ${place}\r\n\r\n`);
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    if (!isNoted) return;
    const at = now();
    rest += chunk.toString('latin1');
    const end = rest.lastIndexOf('\n\n');
    if (end < 0) return;
    note(rest.slice(0, end), at);
    rest = rest.slice(end);
  });
  socket.on('close', () => { lost += 1; });
  socket.on('error', (error) => { process.stderr.write(`${error.message}\n`); });
  return socket;
}

const sockets = Array.from({ length: Number(clients) }, (_, index) => listen(index));
setTimeout(() => {
  process.stderr.write(`${clients} clients, ${lost} lost, ${Math.round(bytes / 1e6)} MB\n`);
  for (const socket of sockets) socket.destroy();
  process.stdout.write(`${lines.join('\n')}\n`, () => process.exit(0));
}, Number(seconds) * 1000);
