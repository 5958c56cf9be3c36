// load_cuts.mjs: breaks attrib-load at each statement of its two-phase commits (PREPARE TRANSACTION and COMMIT PREPARED
// on the workers, COMMIT on the coordinator), one after the other: before the statement arrives and after it was carried
// out but before its answer, by cutting the connection and by kill -9. Runs it again after each and holds the cluster's
// events to those of one Postgres. broken_cluster.mjs says what it needs. Where ATTRIB_KILL_NODE and ATTRIB_START_NODE
// are set (docs/scale.md, Tests) it kills the coordinator at the same moments, too. Prints one line a case; exits with 1
// when anything is wrong.
import { differences, generate, makeCluster, plain, preparedLeft, rawEvents, run, sql, cluster, start } from
  './broken_cluster.mjs';

const statements = {
  'PREPARE TRANSACTION': /^prepare transaction 'attrib_/,
  COMMIT: /^commit$/,
  'COMMIT PREPARED': /^commit prepared 'attrib_/,
};
const breaks = ['cut', 'kill -9'];
if (process.env.ATTRIB_KILL_NODE) breaks.push('coordinator crashes');
const events = 300;
const batchKib = '24';
let seed = 0;

function load(url, file) {
  return start('attrib-load', ['--database', url, '--threads', '1', '--batch-kib', batchKib, file]);
}

async function restartCoordinator() {
  await run('sh', ['-c', process.env.ATTRIB_START_NODE, 'sh', '0']);
  // A transaction that was lost must not be taken for one of these.
  for (let i = 0; i < 3; i += 1) await sql(cluster, 'select pg_current_xact_id()');
}

// Breaks the `place`th such statement of a load. Whether there was one, and what is wrong.
async function breakLoad(cuts, url, { name, isSent, how, place }) {
  seed += 1;
  const file = await generate(seed, events);
  Object.assign(cuts, { pattern: statements[name], isSent, every: place, seen: 0, done: 0 });
  const program = load(url, file);
  let crashed;
  cuts.onCut = () => {
    if (how === 'kill -9') program.child.kill('SIGKILL');
    if (how === 'coordinator crashes') crashed = run('sh', ['-c', process.env.ATTRIB_KILL_NODE, 'sh', '0']);
  };
  const { code } = await program.ended;
  cuts.pattern = null;
  if (crashed) {
    await crashed;
    await restartCoordinator();
  }
  const problems = [];
  if (cuts.done !== 0 && code === 0) problems.push('attrib-load did not notice');
  const again = await load(url, file).ended;
  if (again.code !== 0) problems.push(`attrib-load ended with ${again.code}: ${again.last}`);
  problems.push(...await differences(rawEvents));
  if (await sql(cluster, 'select sum(rows) from ingest_batches')
    !== await sql(plain, 'select count(*) from ga4_events_raw')) problems.push('the ledger differs');
  return { isBroken: cuts.done !== 0, problems };
}

// The same at every place where a load has such a statement. How many there are, and whether all is well.
async function breakLoads(cuts, url, { name, isSent, how }) {
  const problems = [];
  let place = 0;
  for (let isBroken = true; isBroken;) {
    place += 1;
    const done = await breakLoad(cuts, url, { name, isSent, how, place });
    ({ isBroken } = done);
    for (const problem of done.problems) problems.push(`${place}: ${problem}`);
  }
  if (place === 1) problems.push('there is no such statement');
  console.log(`${how}, ${isSent ? 'after' : 'before'} ${name}: ${place - 1} places, ${
    problems.length === 0 ? 'equal' : problems.join('; ')}`);
  return { places: place - 1, isEqual: problems.length === 0 };
}

const cases = breaks.flatMap((how) => Object.keys(statements).flatMap((name) => [
  { how, name, isSent: false }, { how, name, isSent: true }]));
const cuts = { pattern: null, isSent: false, every: 1, seen: 0, done: 0, onCut: null };
const { url, remove } = await makeCluster(cuts);
let broken = 0;
let wrong = 0;
try {
  for (const each of cases) {
    const { places, isEqual } = await breakLoads(cuts, url, each);
    broken += places;
    if (!isEqual) wrong += 1;
  }
  const left = await preparedLeft();
  console.log(`${broken} loads broken, ${wrong} cases wrong; ${left} prepared transactions are left`);
  if (left !== 0) wrong += 1;
} finally {
  await remove();
}
process.exit(wrong === 0 ? 0 : 1);
