// Runs the cases one after another and says what came of them, as TAP. Exit status 1: one failed.
import { parseArgs } from 'node:util';
import { Browser } from './support/browser.mjs';
import { Site } from './support/site.mjs';
import { cases as accessibility } from './cases/accessibility.mjs';
import { cases as bench } from './cases/bench.mjs';
import { cases as collect } from './cases/collect.mjs';
import { cases as conversions } from './cases/conversions.mjs';
import { cases as files } from './cases/files.mjs';
import { cases as filters } from './cases/filters.mjs';
import { cases as hostile } from './cases/hostile.mjs';
import { cases as journey } from './cases/journey.mjs';
import { cases as live } from './cases/live.mjs';
import { cases as numbers } from './cases/numbers.mjs';
import { cases as openapi } from './cases/openapi.mjs';
import { cases as outages } from './cases/outages.mjs';
import { cases as paths } from './cases/paths.mjs';
import { cases as quality } from './cases/quality.mjs';
import { cases as servers } from './cases/servers.mjs';
import { cases as units } from './cases/units.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { bench: { type: 'boolean', default: false }, minutes: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
});

// Ends the run where --only WORD matches nothing.
function chosen() {
  const all = [...units, ...numbers, ...filters, ...journey, ...conversions, ...paths, ...quality, ...accessibility, ...hostile, ...live, ...outages, ...openapi, ...servers, ...collect, ...files];
  if (options.bench) all.push(...bench);
  const some = all.filter(({ name }) => name.includes(options.only));
  if (some.length > 0) return some;
  console.error(`run.mjs: no case has a name that holds '${options.only}'; these are there:`);
  for (const { name } of all) console.error(`  ${name}`);
  process.exit(2);
}

// A case whose `needs` is 'programs' cannot run against a server that we did not start.
async function runCase(each, context) {
  if (each.needs === 'programs' && !context.site.isOurs) return 'skipped: needs the programs';
  const page = each.page === false ? null : await context.browser.open(each.page ?? {});
  try {
    await each.run({ ...context, page, url: context.site.url });
    if (page) context.browser.check(page, each.tolerates);
    return null;
  } finally {
    await page?.context().close();
  }
}

async function main() {
  const all = chosen();
  const site = await Site.start(positionals[0], process.env.ATTRIB_PAGE_URL);
  const browser = await Browser.launch();
  let failed = 0;
  console.log(`TAP version 13\n1..${all.length}`);
  try {
    for (const [i, each] of all.entries()) {
      const began = performance.now();
      let line = `ok ${i + 1} - ${each.name}`;
      try {
        const skipped = await runCase(each, { site, browser, minutes: Number(options.minutes), note: (text) => console.log(`# ${text}`) });
        line += skipped ? ` # SKIP ${skipped}` : ` # time=${Math.round(performance.now() - began)}ms`;
      } catch (error) {
        failed += 1;
        line = `not ok ${line.slice(3)}\n${String(error.stack ?? error).replace(/^/gm, '  # ')}`;
      }
      console.log(line);
    }
  } finally {
    await browser.close();
    await site.stop();
  }
  console.log(`# ${all.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
