// cutting_proxy.mjs: a proxy between Postgres servers that cuts connections at chosen statements.
import { connect, createServer } from 'node:net';

const protocol3 = 3;
const sslRequest = 80877103;
const gssRequest = 80877104;

// Calls back with whole messages of a client: first those without a type, then those with one.
class Messages {
  constructor() {
    this.rest = Buffer.alloc(0);
    this.isStarted = false;
  }

  * take(chunk) {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (;;) {
      const head = this.isStarted ? 1 : 0;
      if (this.rest.length < head + 4) return;
      const size = head + this.rest.readUInt32BE(head);
      if (this.rest.length < size) return;
      const message = this.rest.subarray(0, size);
      this.rest = this.rest.subarray(size);
      yield message;
    }
  }
}

// Text of a statement that a client sends; empty for other messages.
function textOf(message) {
  const type = String.fromCharCode(message[0]);
  if (type === 'Q') return message.toString('latin1', 5, message.length - 1);
  return type === 'P' ? message.toString('latin1', 5) : '';
}

// Starts a proxy for a server on a free port of `host`. `cuts` says what it does, and may change:
// { pattern, isSent, every, onCut }. Each `every`th statement that matches the pattern ends its
// connection: after it was sent on and run, or before. Calls `onCut` just before it does, where
// that is given. Counts in `cuts.seen` and `cuts.done`. Nodes must not insist on TLS (sslmode=prefer).
export function startProxy(host, target, cuts) {
  function isCut(message) {
    if (!cuts.pattern?.test(textOf(message))) return false;
    cuts.seen += 1;
    if (cuts.seen % cuts.every !== 0) return false;
    cuts.done += 1;
    return true;
  }

  function serve(client) {
    const server = connect(target.port, target.host);
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    const cut = () => {
      cuts.onCut?.();
      end();
    };
    server.on('data', (chunk) => {
      if (client.isMuted) cut();
      else if (!client.write(chunk)) server.pause();
    });
    client.on('drain', () => server.resume());
    server.on('drain', () => client.resume());
    const messages = new Messages();
    client.on('data', (chunk) => {
      for (const message of messages.take(chunk)) {
        if (!messages.isStarted) {
          const code = message.readUInt32BE(4);
          if (code === sslRequest || code === gssRequest) {
            client.write('N');
            continue;
          }
          messages.isStarted = code >>> 16 === protocol3;
        } else if (isCut(message)) {
          if (!cuts.isSent) {
            cut();
            return;
          }
          client.isMuted = true;
        }
        if (!server.write(message)) client.pause();
      }
    });
  }

  return new Promise((resolve) => {
    const listener = createServer(serve);
    listener.listen(0, host, () => resolve({ port: listener.address().port, close: () => listener.close() }));
  });
}
