// chaos.mjs ROUNDS [FIRST]: breaks a Citus cluster while the programs work on it, and holds what they leave to one
// Postgres, row by row. broken_cluster.mjs says what it needs; ATTRIB_KILL_NODE and ATTRIB_START_NODE are commands that
// kill and start the server of a node, whose number they get as $1: 0 is the coordinator, 1 the first worker. Prints one
// line a round; exits with 1 when anything differs.
import { setTimeout as pause } from 'node:timers/promises';
import { cluster, differences, generate, makeCluster, nodes, plain, preparedLeft, programs, rawEvents, run, sql, start }
  from './broken_cluster.mjs';

const rounds = Number(process.argv[2] ?? 20);
const first = Number(process.argv[3] ?? 0);
const longestWait = 180_000;
const longestTries = 12;

const works = ['load', 'stream', 'rebuild', 'follow', 'serve'];
// Where statements are cut: of the workers, or, COMMIT, of the coordinator.
const statements = {
  PREPARE: /^prepare transaction/i,
  'COMMIT PREPARED': /^commit prepared/i,
  COMMIT: /^commit$/i,
};
const cutFaults = Object.keys(statements).flatMap((name) => [`before ${name}`, `after ${name}`]);
const faults = ['worker', ...cutFaults, 'rebalance', 'coordinator'];
const tables = [
  'stg_ga4_events', 'int_sessions', 'mart_first_click', 'mart_last_click', 'mart_channel_daily',
  'dda_transitions_daily', 'dda_sets_daily', 'int_touchpoints', 'mart_attribution',
];
const queries = [...rawEvents, ...tables.map((table) => [table, `select * from ${table}`])];

async function end(program) {
  program.child.kill('SIGTERM');
  const { code, last } = await program.ended;
  return code === 0 ? '' : `ended with ${code}: ${last}`;
}

function refresher(work, url) {
  return work === 'serve'
    ? start('attrib-serve', ['--database', url, '--listen', '127.0.0.1:0'])
    : start('attrib-model', ['build', '--follow', '--database', url]);
}

function worker(work, url, file) {
  if (work === 'load') return start('attrib-load', ['--database', url, '--batch-kib', '16', file]);
  if (work === 'rebuild') return start('attrib-model', ['build', '--database', url]);
  return start('attrib-stream', ['--database', url, '--batch-rows', '50', '--rate', '1000', file]);
}

async function moveShard() {
  await sql(cluster, `select citus_move_shard_placement(shardid, here.nodename, here.nodeport, there.nodename,
    there.nodeport, 'force_logical') from (select shardid, nodename, nodeport from pg_dist_shard
    join pg_dist_placement using (shardid) join pg_dist_node using (groupid)
    where logicalrelid = 'ga4_events_raw'::regclass order by random() limit 1) as here
    join pg_dist_node as there on there.groupid <> 0 and there.nodeport <> here.nodeport limit 1`);
}

async function restart(number) {
  await run('sh', ['-c', process.env.ATTRIB_KILL_NODE, 'sh', String(number)]);
  await pause(1500);
  await run('sh', ['-c', process.env.ATTRIB_START_NODE, 'sh', String(number)]);
}

async function breakIt(fault, round) {
  if (fault === 'worker') await restart(1 + round % (nodes.length - 1));
  if (fault === 'coordinator') await restart(0);
  if (fault === 'rebalance') await moveShard();
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

// Lets a program work until it ends well, while every third statement of a fault is cut or kills attrib-load.
// Counts its tries and kills; adds to `problems`.
async function workThrough(work, fault, round, { cuts, url, file, problems }) {
  const counts = { tries: 0, kills: 0 };
  let program;
  const onCut = () => {
    if (work !== 'load' || Math.random() < 0.5) return;
    counts.kills += program.child.kill('SIGKILL') ? 1 : 0;
  };
  const [when, ...words] = fault.split(' ');
  Object.assign(cuts, { pattern: statements[words.join(' ')], isSent: when === 'after', every: 3, seen: 0, done: 0, onCut });
  for (;;) {
    counts.tries += 1;
    program = worker(work, url, file);
    if (counts.tries === 1 && !cuts.pattern) {
      await pause(300 + Math.random() * 500);
      await breakIt(fault, round);
    }
    const { code, last } = await program.ended;
    if (code === 0) break;
    if (program.child.spawnfile.endsWith('attrib-stream')) problems.push(`attrib-stream ended with ${code}: ${last}`);
    if (counts.tries === longestTries) {
      problems.push(`${work} ended with ${code}: ${last}`);
      break;
    }
    // While every third statement is cut, a program of many batches never comes to an end.
    if (counts.tries === 4) cuts.pattern = null;
  }
  cuts.pattern = null;
  return counts;
}

async function play(round, cuts, url) {
  const work = works[round % works.length];
  const fault = faults[round % faults.length];
  const begun = Date.now();
  const problems = [];
  const file = await generate(round + 1, 2000);
  await run(`${programs}/attrib-model`, ['build', '--database', plain]);
  if (work === 'rebuild') await run(`${programs}/attrib-load`, ['--database', cluster, file]);
  const refreshing = refresher(work, url);
  const { tries, kills } = await workThrough(work, fault, round, { cuts, url, file, problems });
  const isTaken = 'select not exists (select from ingest_batches where not in_marts)';
  problems.push(await until(isTaken, 'all taken in'));
  problems.push(await end(refreshing));
  problems.push(...await differences(queries));
  const wrong = problems.filter((problem) => problem !== '');
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  const broken = cutFaults.includes(fault) ? `, ${cuts.done} cut, ${kills} of them by kill -9` : '';
  console.log(`round ${round}: ${work}, ${fault}${broken}, ${tries} ${tries === 1 ? 'try' : 'tries'}, ${seconds} s: ${
     wrong.length === 0 ? 'equal' : wrong.join('; ')}`);
  return wrong.length;
}

const cuts = { pattern: null, isSent: false, every: 1, seen: 0, done: 0, onCut: null };
const { url, remove } = await makeCluster(cuts);
let wrong = 0;
try {
  for (let round = first; round < first + rounds; round += 1) wrong += await play(round, cuts, url) > 0 ? 1 : 0;
  console.log(`${rounds} rounds, ${wrong} wrong; ${await preparedLeft()} prepared transactions are left`);
} finally {
  await remove();
}
process.exit(wrong === 0 ? 0 : 1);
