// What the cases run against: a database with events, a server, and its address.
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Programs } from './programs.mjs';

const source = fileURLToPath(new URL('../../..', import.meta.url));
export const writeToken = 'w'.repeat(24);
export const readToken = 'r'.repeat(24);
export const firstDay = '2025-01-15';
export const lastDay = '2025-03-15'; // the default range ends with it: nothing below comes later

export class Site {
  isOurs = false;
  #servers = new Set();

  static async start(programs, url) {
    const site = new Site();
    if (url) {
      site.url = url.replace(/\/$/, '');
      return site;
    }
    site.isOurs = true;
    // Short, as a socket's path must be, and open to the user that Postgres runs as.
    site.work = mkdtempSync(path.join(tmpdir(), 'attrib-web.'));
    chmodSync(site.work, 0o755);
    site.programs = new Programs(programs, site.work);
    try {
      await site.#load();
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  async #load() {
    cpSync(path.join(source, 'tests/data/worked_example.csv'), path.join(this.work, 'example.csv'));
    const scenario = ['--events', '20000', '--seed', '1', '--start', firstDay, '--days', '59'];
    await this.programs.run('attrib-generate', ...scenario, '--output', 'events.csv');
    await this.programs.run('attrib-load', ...this.database(), 'events.csv', 'example.csv');
    await this.programs.run('attrib-model', ...this.database());
    this.server = await this.serve({});
    this.url = this.server.url;
  }

  database(folder = 'data') {
    return ['--data-dir', folder];
  }

  tokenFile(...lines) {
    const file = path.join(this.work, `tokens-${lines.length}-${lines.map((line) => line[0]).join('')}`);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    return file;
  }

  // Another server, stopped with the site at the latest.
  async serve({ folder = 'data', port = 0, tokens = [`write ${writeToken}`], more = [] }) {
    const server = await this.programs.serve(...this.database(folder), '--listen', `127.0.0.1:${port}`,
      '--token-file', this.tokenFile(...tokens), '--refresh', 'on', ...more);
    this.#servers.add(server);
    return server;
  }

  // On the port where it was, after the server was stopped.
  async serveAgain() {
    this.server = await this.serve({ port: Number(new URL(this.url).port) });
  }

  // The API's answer.
  async get(address, parameters = {}, url = this.url) {
    const query = new URLSearchParams(parameters).toString();
    const response = await fetch(`${url}/api/v1${address}${query ? `?${query}` : ''}`);
    if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  // Stores events by the API.
  async post(events, url = this.url) {
    const headers = { Authorization: `Bearer ${writeToken}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
    if (!response.ok) throw new Error(`events: ${response.status} ${await response.text()}`);
  }

  // Runs a statement as an administrator of a private database.
  async sql(folder, statement) {
    const host = path.join(this.work, folder, 'socket');
    await promisify(execFile)('psql', ['-X', '-h', host, '-U', 'attrib', '-d', 'attrib', '-v', 'ON_ERROR_STOP=1', '-c', statement]);
  }

  async stop() {
    for (const server of this.#servers) await server.stop();
    rmSync(this.work ?? '', { recursive: true, force: true });
  }
}
