// Servers of other kinds: one that wants a token, one without events.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAxe } from '../support/axe.mjs';
import { settled } from '../support/browser.mjs';
import { readToken } from '../support/site.mjs';

async function token({ page, site }) {
  const server = await site.serve({ tokens: [`read ${readToken}`] });
  await page.goto(server.url);
  await page.waitForSelector('#token[open]');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'token-input');
  await checkAxe(page);
  await page.keyboard.type('this-is-not-the-token');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#token-wrong:not([hidden])');
  await page.fill('#token-input', readToken);
  await page.click('#token button[type=submit]');
  await settled(page);
  await page.reload();
  await settled(page);
  assert.equal(await page.$('#token[open]'), null, 'it is kept while the tab is open');
  const download = page.waitForEvent('download');
  await page.click('#breakdown-export');
  assert.match((await download).suggestedFilename(), /\.csv$/);
}

async function declined({ page, site }) {
  const server = await site.serve({ tokens: [`read ${readToken}`] });
  await page.goto(server.url);
  await page.waitForSelector('#token[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-notice=failure]');
  assert.match(await page.textContent('[data-notice=failure]'), /A token is needed/);
  assert.equal(await page.$('#token[open]'), null, 'nobody is asked twice');
  await page.click('[data-notice=failure] [data-action=retry]');
  await page.waitForSelector('#token[open]');
  await page.fill('#token-input', readToken);
  await page.keyboard.press('Enter');
  await settled(page);
}

async function empty({ page, site }) {
  const server = await site.serve({ folder: 'empty' });
  await page.goto(server.url);
  await page.waitForSelector('#welcome:not([hidden])');
  const words = await page.textContent('#welcome');
  assert.match(words, /attrib-load FILE/);
  assert.match(words, /attrib-stream FILE/);
  assert.equal(await page.isVisible('#content'), false);
  await checkAxe(page);
  await site.programs.run('attrib-load', ...site.database('empty'), 'example.csv');
  await page.waitForSelector('#content:not([hidden])');
  await settled(page);
  assert.equal(await page.textContent('[data-card=conversions] .figure'), '2');
  assert.equal(await page.isVisible('#welcome'), false);
}

// Sessions and no conversion: what counts may have another name.
async function noConversions({ page, site }) {
  const folder = 'visits';
  const visits = Array.from({ length: 3 }, (_, i) => JSON.stringify({ event_id: `v${i}`, user_pseudo_id: `u${i}`, event_timestamp: `2025-03-1${i}T10:00:00Z`, event_name: 'order placed', channel: 'Email' }));
  writeFileSync(path.join(site.work, 'visits.ndjson'), `${visits.join('\n')}\n`);
  await site.programs.run('attrib-load', ...site.database(folder), 'visits.ndjson');
  await site.programs.run('attrib-model', ...site.database(folder));
  const server = await site.serve({ folder });
  await page.goto(`${server.url}/?from=2025-03-01&through=2025-03-31`);
  await page.waitForSelector('#no-conversions select');
  const words = await page.textContent('#no-conversions');
  assert.match(words, /3 sessions in these days, and none led to purchase/);
  assert.match(words, /attrib-model --conversion 'order placed'/);
  await checkAxe(page);
}

// A user whom the database refuses is left out, and the page says so until that is mended.
async function quarantine({ page, site }) {
  const folder = 'refusing';
  await site.programs.run('attrib-load', ...site.database(folder), 'example.csv');
  await site.programs.run('attrib-model', ...site.database(folder));
  const server = await site.serve({ folder });
  await page.goto(server.url);
  await settled(page);
  assert.equal(await page.isVisible('#notices'), false);
  await site.sql(folder, "alter table int_sessions add constraint refused check (user_pseudo_id <> 'poison') not valid");
  await site.post([{ event_id: 'p1', user_pseudo_id: 'poison', event_timestamp: '2025-03-10T10:00:00Z', event_name: 'purchase' }], server.url);
  await page.waitForSelector('[data-notice=quarantine]');
  const words = await page.textContent('#notices');
  assert.match(words, /leave out 1 user that the database refuses/);
  assert.match(words, /violates check constraint "refused" \(23514\)/);
  assert.doesNotMatch(words, /poison/);
  await site.sql(folder, 'alter table int_sessions drop constraint refused');
  await site.programs.run('attrib-model', ...site.database(folder), 'quarantine', '--retry');
  await page.waitForSelector('#notices', { state: 'hidden' });
}

export const cases = [
  { name: 'servers: a token is asked for', needs: 'programs', tolerates: /401/, run: token },
  { name: 'servers: a token is declined, then given', needs: 'programs', tolerates: /401/, run: declined },
  { name: 'servers: an empty one says how to fill it, then shows it', needs: 'programs', tolerates: /503/, run: empty },
  { name: 'servers: sessions without conversions say which events there are', needs: 'programs', tolerates: /503/, run: noConversions },
  { name: 'servers: what the figures leave out is said', needs: 'programs', tolerates: /503/, run: quarantine },
];
