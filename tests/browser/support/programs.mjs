// Starts and stops attrib's programs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const readyMs = 60_000;

export class Programs {
  #folder;
  #work;

  constructor(folder, work) {
    this.#folder = folder;
    this.#work = work;
  }

  #spawn(name, options) {
    return spawn(path.join(this.#folder, name), options, { cwd: this.#work, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  // Runs a program to its end; throws what it said when it failed.
  async run(name, ...options) {
    const child = this.#spawn(name, options);
    child.stdin.end();
    let said = '';
    child.stdout.on('data', (text) => { said += text; });
    child.stderr.on('data', (text) => { said += text; });
    const [status] = await once(child, 'close');
    if (status !== 0) throw new Error(`${name} ${options.join(' ')} ended with ${status}:\n${said}`);
    return said;
  }

  // A program that goes on until it is stopped; write to its standard input with `child.stdin`.
  start(name, ...options) {
    const child = this.#spawn(name, options);
    child.stdout.resume();
    const running = { child, said: '', stop: () => stop(child) };
    child.stderr.on('data', (text) => { running.said += text; });
    return running;
  }

  // attrib-serve, once it listens; `url` is where.
  async serve(...options) {
    const server = this.start('attrib-serve', ...options);
    const until = AbortSignal.timeout(readyMs);
    for (;;) {
      const found = /listening on (http:\S+)/.exec(server.said);
      if (found) return { ...server, url: found[1] };
      if (server.child.exitCode !== null) throw new Error(`attrib-serve ended:\n${server.said}`);
      await Promise.race([once(server.child.stderr, 'data', { signal: until }), once(server.child, 'close', { signal: until })]);
    }
  }
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  await ended;
}
