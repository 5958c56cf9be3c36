// broken_cluster.mjs: a database on a Citus cluster whose connections can be cut, beside one on plain Postgres.
// ATTRIB_TEST_CITUS names the nodes (docs/scale.md, Tests); the databases attrib_chaos and attrib_chaos_plain are made
// and dropped on them. The nodes must not insist on TLS, and must reach this machine as ATTRIB_CHAOS_HOST, localhost if
// it is not set. ATTRIB_PROGRAMS is the folder of the programs, build/release/bin if it is not set.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProxy } from './cutting_proxy.mjs';

export const run = promisify(execFile);
export const programs = process.env.ATTRIB_PROGRAMS ?? 'build/release/bin';
export const nodes = process.env.ATTRIB_TEST_CITUS.split(/\s+/);
const host = process.env.ATTRIB_CHAOS_HOST ?? 'localhost';
const folder = mkdtempSync(join(tmpdir(), 'attrib-chaos.'));

const rawColumns = 'event_id, user_pseudo_id, event_timestamp, event_name, channel, source, medium, campaign, '
  + 'page_location, page_referrer, device_category, country, event_value, currency, transaction_id';
export const rawEvents = [['ga4_events_raw', `select ${rawColumns} from ga4_events_raw`]];

function inDatabase(url, name) {
  const there = new URL(url);
  there.pathname = `/${name}`;
  return there.href;
}

export async function sql(url, statement) {
  const { stdout } = await run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', statement], {
    env: { ...process.env, PGOPTIONS: '-c client_min_messages=error' },
    maxBuffer: 1 << 30,
  });
  return stdout.trim();
}

export const cluster = inDatabase(nodes[0], 'attrib_chaos');
export const plain = inDatabase(nodes[0], 'attrib_chaos_plain');

async function drop() {
  for (const node of nodes) {
    await sql(node, 'drop database if exists attrib_chaos with (force)');
    await sql(node, 'drop database if exists attrib_chaos_plain with (force)');
  }
}

// A proxy of a node, and the node's URL by way of it.
async function proxyOf(node, cuts) {
  const target = new URL(node);
  const proxy = await startProxy(host, { host: target.hostname, port: Number(target.port) }, cuts);
  target.hostname = host;
  target.port = String(proxy.port);
  return { ...proxy, url: inDatabase(target.href, 'attrib_chaos') };
}

// Makes both databases. The coordinator and the programs know the workers by proxies that `cuts`
// steers. `url` is the cluster's by way of such a proxy of the coordinator.
export async function makeCluster(cuts) {
  await drop();
  for (const node of nodes) {
    await sql(node, 'create database attrib_chaos encoding \'UTF8\' template template0');
    await sql(inDatabase(node, 'attrib_chaos'), 'create extension citus');
  }
  await sql(nodes[0], 'create database attrib_chaos_plain encoding \'UTF8\' template template0');
  const { hostname, port } = new URL(nodes[0]);
  await sql(cluster, `select citus_set_coordinator_host('${hostname}', ${port})`);
  const proxies = [];
  for (const node of nodes) proxies.push(await proxyOf(node, cuts));
  for (const proxy of proxies.slice(1)) await sql(cluster, `select citus_add_node('${host}', ${proxy.port})`);
  await run(`${programs}/attrib-model`, ['init', '--distributed', '--database', cluster]);
  const remove = async () => {
    for (const proxy of proxies) proxy.close();
    await drop();
    rmSync(folder, { recursive: true });
  };
  return { url: proxies[0].url, remove };
}

// Writes a file of events and loads it into the plain database.
export async function generate(seed, events) {
  const file = join(folder, `${seed}.csv`);
  await run(`${programs}/attrib-generate`, ['--seed', String(seed), '--events', String(events), '--output', file]);
  await run(`${programs}/attrib-load`, ['--database', plain, file]);
  return file;
}

// A program that runs: its end as { code, last }, where `last` is what it said last.
export function start(name, parameters) {
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(`${programs}/${name}`, parameters, { stdio: ['ignore', log, 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => { said = (said + chunk).slice(-2000); });
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, last: said.trim().split('\n').at(-1) }));
  });
  return { child, ended };
}

async function digest(url, query) {
  const rows = await sql(url, `set timezone = 'utc'; set extra_float_digits = 3; ${query}`);
  return createHash('sha256').update(rows.split('\n').sort().join('\n')).digest('hex');
}

// What is wrong with the queries, each [name, query], whose rows are not those of the plain database.
export async function differences(queries) {
  const unequal = [];
  for (const [name, query] of queries) {
    try {
      if (await digest(cluster, query) !== await digest(plain, query)) unequal.push(`${name} differs`);
    } catch (error) {
      unequal.push(`${name}: ${error.stderr}`);
    }
  }
  return unequal;
}

// Transactions that are left prepared on any node, after Citus ended its own.
export async function preparedLeft() {
  const prepared = await sql(cluster, `select recover_prepared_transactions() >= 0; select sum(result::integer) from
    run_command_on_all_nodes('select count(*) from pg_prepared_xacts where database = current_database()')`);
  return Number(prepared.split('\n').at(-1));
}
