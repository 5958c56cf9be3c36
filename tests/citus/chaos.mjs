// chaos.mjs ROUNDS [FIRST]: breaks a Citus cluster while the programs work on it, and holds what they leave to one
// Postgres, row by row. ATTRIB_TEST_CITUS names the nodes (docs/scale.md, Tests); the databases attrib_chaos and
// attrib_chaos_plain are made and dropped on them. The nodes must not insist on TLS, and must reach this machine as
// ATTRIB_CHAOS_HOST, localhost if it is not set. ATTRIB_KILL_WORKER and ATTRIB_START_WORKER are commands that kill
// and start the server of a worker, whose number, from 1, they get as $1. ATTRIB_PROGRAMS is the folder of the programs,
// build/release/bin if it is not set. Prints one line a round; exits with 1 when anything differs.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startProxy } from './cutting_proxy.mjs';

const run = promisify(execFile);
const rounds = Number(process.argv[2] ?? 20);
const first = Number(process.argv[3] ?? 0);
const nodes = process.env.ATTRIB_TEST_CITUS.split(/\s+/);
const host = process.env.ATTRIB_CHAOS_HOST ?? 'localhost';
const programs = process.env.ATTRIB_PROGRAMS ?? 'build/release/bin';
const folder = mkdtempSync(join(tmpdir(), 'attrib-chaos.'));
const longestWait = 180_000;
const longestTries = 12;

const works = ['load', 'stream', 'rebuild', 'follow', 'serve'];
const faults = [
  'kill', 'before PREPARE', 'after PREPARE', 'before COMMIT', 'after COMMIT', 'rebalance',
];
const tables = [
  'stg_ga4_events', 'int_sessions', 'mart_first_click', 'mart_last_click', 'mart_channel_daily',
  'dda_transitions_daily', 'dda_sets_daily', 'int_touchpoints', 'mart_attribution',
];
const rawColumns = 'event_id, user_pseudo_id, event_timestamp, event_name, channel, source, medium, campaign, '
  + 'page_location, page_referrer, device_category, country, event_value, currency, transaction_id';

function inDatabase(url, name) {
  const there = new URL(url);
  there.pathname = `/${name}`;
  return there.href;
}

async function sql(url, statement) {
  const { stdout } = await run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', statement], {
    env: { ...process.env, PGOPTIONS: '-c client_min_messages=error' },
    maxBuffer: 1 << 30,
  });
  return stdout.trim();
}

const cluster = inDatabase(nodes[0], 'attrib_chaos');
const plain = inDatabase(nodes[0], 'attrib_chaos_plain');

async function drop() {
  for (const node of nodes) {
    await sql(node, 'drop database if exists attrib_chaos with (force)');
    await sql(node, 'drop database if exists attrib_chaos_plain with (force)');
  }
}

// Nodes know the workers by their proxies.
async function make(cuts) {
  await drop();
  for (const node of nodes) {
    await sql(node, 'create database attrib_chaos encoding \'UTF8\' template template0');
    await sql(inDatabase(node, 'attrib_chaos'), 'create extension citus');
  }
  await sql(nodes[0], 'create database attrib_chaos_plain encoding \'UTF8\' template template0');
  const { hostname, port } = new URL(nodes[0]);
  await sql(cluster, `select citus_set_coordinator_host('${hostname}', ${port})`);
  const proxies = [];
  for (const node of nodes.slice(1)) {
    const target = new URL(node);
    const proxy = await startProxy(host, { host: target.hostname, port: Number(target.port) }, cuts);
    await sql(cluster, `select citus_add_node('${host}', ${proxy.port})`);
    proxies.push(proxy);
  }
  await run(`${programs}/attrib-model`, ['init', '--distributed', '--database', cluster]);
  return proxies;
}

// A program that runs: its end as { code, last }, where `last` is what it said last.
function start(name, parameters) {
  const log = openSync(join(folder, `${name}.log`), 'a');
  const child = spawn(`${programs}/${name}`, parameters, { stdio: ['ignore', log, 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => { said = (said + chunk).slice(-2000); });
  const ended = new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, last: said.trim().split('\n').at(-1) }));
  });
  return { child, ended };
}

async function end(program) {
  program.child.kill('SIGTERM');
  const { code, last } = await program.ended;
  return code === 0 ? '' : `ended with ${code}: ${last}`;
}

function refresher(work) {
  return work === 'serve'
    ? start('attrib-serve', ['--database', cluster, '--listen', '127.0.0.1:0'])
    : start('attrib-model', ['build', '--follow', '--database', cluster]);
}

function worker(work, file) {
  if (work === 'load') return start('attrib-load', ['--database', cluster, '--batch-kib', '16', file]);
  if (work === 'rebuild') return start('attrib-model', ['build', '--database', cluster]);
  return start('attrib-stream', ['--database', cluster, '--batch-rows', '50', '--rate', '1000', file]);
}

async function moveShard() {
  await sql(cluster, `select citus_move_shard_placement(shardid, here.nodename, here.nodeport, there.nodename,
    there.nodeport, 'force_logical') from (select shardid, nodename, nodeport from pg_dist_shard
    join pg_dist_placement using (shardid) join pg_dist_node using (groupid)
    where logicalrelid = 'ga4_events_raw'::regclass order by random() limit 1) as here
    join pg_dist_node as there on there.groupid <> 0 and there.nodeport <> here.nodeport limit 1`);
}

async function breakIt(fault, round, cuts) {
  if (fault === 'kill') {
    const number = String(1 + round % (nodes.length - 1));
    await run('sh', ['-c', process.env.ATTRIB_KILL_WORKER, 'sh', number]);
    await pause(1500);
    await run('sh', ['-c', process.env.ATTRIB_START_WORKER, 'sh', number]);
  } else if (fault === 'rebalance') {
    await moveShard();
  } else {
    const [when, what] = fault.split(' ');
    Object.assign(cuts, {
      statement: what === 'PREPARE' ? 'PREPARE TRANSACTION' : 'COMMIT PREPARED',
      isSent: when === 'after',
      every: 3,
    });
  }
}

// Repeats a statement that answers 't' when it is time to go on.
async function until(statement, what) {
  const begun = Date.now();
  for (;;) {
    try {
      if (await sql(cluster, statement) === 't') return '';
    } catch {
      // A node is away.
    }
    if (Date.now() - begun > longestWait) return `not ${what} after ${longestWait / 1000} s`;
    await pause(200);
  }
}

async function digest(url, query) {
  const rows = await sql(url, `set timezone = 'utc'; set extra_float_digits = 3; ${query}`);
  return createHash('sha256').update(rows.split('\n').sort().join('\n')).digest('hex');
}

async function differences() {
  const queries = [['ga4_events_raw', `select ${rawColumns} from ga4_events_raw`],
    ...tables.map((table) => [table, `select * from ${table}`])];
  const unequal = [];
  for (const [name, query] of queries) {
    if (await digest(cluster, query) !== await digest(plain, query)) unequal.push(name);
  }
  return unequal;
}

async function play(round, cuts) {
  const work = works[round % works.length];
  const fault = faults[round % faults.length];
  const file = join(folder, `${round}.csv`);
  const begun = Date.now();
  const problems = [];
  await run(`${programs}/attrib-generate`, ['--seed', String(round + 1), '--events', '2000', '--output', file]);
  await run(`${programs}/attrib-load`, ['--database', plain, file]);
  await run(`${programs}/attrib-model`, ['build', '--database', plain]);
  if (work === 'rebuild') await run(`${programs}/attrib-load`, ['--database', cluster, file]);
  const refreshing = refresher(work);
  cuts.done = 0;
  if (fault.includes(' ')) await breakIt(fault, round, cuts);
  let program = worker(work, file);
  let tries = 1;
  await pause(300 + Math.random() * 500);
  if (!fault.includes(' ')) await breakIt(fault, round, cuts);
  for (;;) {
    const { code, last } = await program.ended;
    if (code === 0) break;
    if (program.child.spawnfile.endsWith('attrib-stream')) problems.push(`attrib-stream ended with ${code}: ${last}`);
    if (tries === longestTries) {
      problems.push(`${work} ended with ${code}: ${last}`);
      break;
    }
    // Every third statement cut, a program of many batches never comes to an end.
    if (tries === 4) cuts.statement = '';
    tries += 1;
    program = worker(work, file);
  }
  cuts.statement = '';
  problems.push(await until('select not exists (select from ingest_batches where not in_marts)', 'all taken in'));
  problems.push(await end(refreshing));
  for (const name of await differences()) problems.push(`${name} differs`);
  const wrong = problems.filter((problem) => problem !== '');
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  const cut = fault.includes(' ') ? `, ${cuts.done} cut` : '';
  console.log(`round ${round}: ${work}, ${fault}${cut}, ${tries} ${tries === 1 ? 'try' : 'tries'}, ${seconds} s: ${
     wrong.length === 0 ? 'equal' : wrong.join('; ')}`);
  return wrong.length;
}

const cuts = { statement: '', isSent: false, every: 1, seen: 0, done: 0 };
const proxies = await make(cuts);
let wrong = 0;
try {
  for (let round = first; round < first + rounds; round += 1) wrong += await play(round, cuts) > 0 ? 1 : 0;
  const prepared = await sql(cluster, `select recover_prepared_transactions() >= 0; select sum(result::integer) from
    run_command_on_all_nodes('select count(*) from pg_prepared_xacts where database = current_database()')`);
  console.log(`${rounds} rounds, ${wrong} wrong; ${prepared.split('\n').at(-1)} prepared transactions are left`);
} finally {
  for (const proxy of proxies) proxy.close();
  await drop();
  rmSync(folder, { recursive: true });
}
process.exit(wrong === 0 ? 0 : 1);
