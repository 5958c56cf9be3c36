// Data quality: the figures of /quality, /status and /status/history.
import assert from 'node:assert/strict';
import { checkAxe } from '../support/axe.mjs';
import { visit } from '../support/browser.mjs';
import { plain } from '../support/shown.mjs';

// The answer, or null where the server does not know the endpoint.
async function known(site, path) {
  const response = await fetch(`${site.url}/api/v1${path}`);
  return response.status === 404 ? null : response.json();
}

const figure = async (page, name) => plain(await page.textContent(`[data-quality=${name}]`));

async function figures({ page, url, site }) {
  await visit(page, `${url}/?view=quality`);
  const answer = await known(site, '/quality');
  if (answer === null) {
    assert.match(await page.textContent('#rejects-body'), /does not say/);
    return;
  }
  assert.equal(await figure(page, 'rejects'), String(answer.rejects.count));
  const reasons = await page.$$eval('[data-reason]', (items) => items.map((item) => [item.dataset.reason, Number(item.querySelector('.figure').textContent.replaceAll(',', ''))]));
  assert.deepEqual(reasons, answer.rejects.by_reason.map(({ reason, count }) => [reason, count]));
  assert.equal(await figure(page, 'late'), String(answer.late_events.count));
  assert.equal(await figure(page, 'unattributed'), String(answer.unattributed.conversions));
}

async function quarantine({ page, url, site }) {
  await visit(page, `${url}/?view=quality`);
  const { quarantine: { users, batches } } = await site.get('/status');
  const shown = await page.$$eval('.quality-facts dd', (all) => all.slice(0, 2).map(({ textContent }) => textContent));
  assert.deepEqual(shown, [String(users), String(batches)]);
}

async function minutes({ page, url, site }) {
  await visit(page, `${url}/?view=quality`);
  const answer = await known(site, '/status/history');
  if (answer === null) {
    assert.match(await page.textContent('#minutes-body'), /does not say/);
    return;
  }
  const events = answer.minutes.reduce((sum, minute) => sum + minute.events, 0);
  assert.equal(plain(await page.textContent('[data-minutes=events] .figure')), String(events));
}

// With all that opens.
async function forEveryone({ page, url }) {
  await visit(page, `${url}/?view=quality`);
  for (const summary of await page.$$('#content summary')) await summary.click();
  await checkAxe(page);
}

export const cases = [
  { name: 'quality: rejects and late events', run: figures },
  { name: 'quality: quarantine', run: quarantine },
  { name: 'quality: the last day by minutes', run: minutes },
  { name: 'quality: axe', run: forEveryone },
  { name: 'quality: axe, phone, dark', page: { width: 320, height: 780, scheme: 'dark' }, run: forEveryone },
];
