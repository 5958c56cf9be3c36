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

// Starts a proxy for a server on a free port of `host`. `cuts` says what it does, and may change:
// { statement, isSent, every }. Each `every`th statement that holds that text, which is given in
// capitals, ends its connection: after it was sent on and run, or before. Counts in `cuts.done`.
// Nodes must not insist on TLS (sslmode=prefer).
export function startProxy(host, target, cuts) {
  function isCut(message) {
    const type = String.fromCharCode(message[0]);
    if (!cuts.statement || (type !== 'Q' && type !== 'P')) return false;
    if (!message.toString('latin1').toUpperCase().includes(cuts.statement)) return false;
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
    server.on('data', (chunk) => {
      if (client.isMuted) end();
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
            end();
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
