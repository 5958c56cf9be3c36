// The list of conversions, page by page, and every model's credit on one of them.
import assert from 'node:assert/strict';
import { checkAxe } from '../support/axe.mjs';
import { settled, visit } from '../support/browser.mjs';
import { amount, cells, parseCsv } from '../support/shown.mjs';

const sentence = 'view=conversions&from=2025-01-15&through=2025-03-15';
const days = { from: '2025-01-15', to: '2025-03-16' };

const shownIds = (page) => page.$$eval('#conversions-table tbody tr', (rows) => rows.map((row) => row.dataset.conversion));

// Every page once, and Back leads to the page before.
async function pages({ page, url, site }) {
  await visit(page, `${url}/?${sentence}`);
  const wanted = await site.get('/conversions', { ...days, limit: 200 });
  const ids = wanted.data.map(({ conversion_id: id }) => id);
  assert.deepEqual(await shownIds(page), ids.slice(0, 50));
  await page.click('#older-page');
  await page.waitForFunction((first) => document.querySelector('#conversions-table tbody tr').dataset.conversion === first, ids[50]);
  assert.deepEqual(await shownIds(page), ids.slice(50, 100));
  await page.reload();
  await settled(page);
  assert.deepEqual(await shownIds(page), ids.slice(50, 100), 'the page stands in the address');
  await page.goBack();
  await page.waitForFunction((first) => document.querySelector('#conversions-table tbody tr').dataset.conversion === first, ids[0]);
}

// Another question begins at its first page.
async function firstPage({ page, url }) {
  await visit(page, `${url}/?${sentence}`);
  await page.click('#older-page');
  await settled(page);
  assert.ok(new URL(page.url()).searchParams.has('after'));
  await page.selectOption('#modelB', 'linear');
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.has('after'), false);
}

async function counted({ page, url, site }) {
  await visit(page, `${url}/?${sentence}`);
  const { conversions: [{ attributed, unattributed }] } = await site.get('/conversions', { ...days, limit: 1 });
  const grouped = (text) => Number(text).toLocaleString('en');
  assert.match(await page.textContent('[data-sum=conversions]'), new RegExp(`^${grouped(attributed)} attributed and ${grouped(unattributed)} unattributed`));
}

// All rows, whatever the page shows, each once.
async function exported({ page, url, site }) {
  await visit(page, `${url}/?${sentence}`);
  const download = page.waitForEvent('download');
  await page.click('#conversions-export');
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const part of stream) text += part;
  const rows = parseCsv(text);
  const { totals } = await site.get('/query', { ...days, metrics: 'conversions', models: 'last_click' });
  const last = rows.filter(({ model }) => model === 'last_click');
  assert.equal(String(new Set(last.map(({ key }) => key)).size), amount(totals[0].conversions));
}

// Weights, shares, credit and revenue of each model add up to the conversion.
async function everyModel({ page, url, site }) {
  await visit(page, `${url}/?view=conversions&open=d&user=ann`);
  await page.waitForSelector('#journey[open] .every-model summary');
  await page.click('.every-model summary');
  const { models } = await site.get('/models');
  const names = models.map(({ name }) => name).filter((name) => name !== 'markov_channel');
  const wanted = await site.get('/conversions/d', { user: 'ann', models: names.join(',') });
  const shown = await page.$$eval('#every-model-table tbody', (bodies) => bodies.map((body) => [body.dataset.model,
    [...body.querySelectorAll('tr[data-touch]')].map((row) => [...row.children].map((cell) => cell.textContent))]));
  assert.deepEqual(shown.map(([name]) => name), names);
  for (const [name, rows] of shown) {
    const model = wanted.models.find((each) => each.name === name);
    const credits = wanted.touchpoints.flatMap((touch) => touch.credits.filter((credit) => credit.model === name).map((credit) => ({ ...credit, channel: touch.channel })));
    assert.deepEqual(rows.map(([touch, weight, share, credit, revenue]) => [touch, weight.replaceAll(',', ''), share, amount(credit), amount(revenue)]),
      credits.map((each) => [`${each.touch_no} ${each.channel}`, `${each.weight} of ${model.weight_sum}`, `${(100 * each.share).toFixed(1)}%`, amount(each.credit), amount(each.revenue)]));
  }
  const sums = await page.$$eval('#every-model-table .is-sum', (rows) => rows.map((row) => [row.children[3].textContent, row.children[4].textContent]));
  assert.deepEqual(sums.map((sum) => sum.map(amount)), names.map(() => ['1', amount(wanted.conversion.revenue)]));
}

async function leftOut({ page, url, site }) {
  await visit(page, `${url}/?${sentence}&campaign~=a&channel=Email`);
  assert.match(await page.textContent('.panel-conversions [data-left-out]'), /contains a/);
  const { data } = await site.get('/conversions', { ...days, channel: 'Email', limit: 50 });
  assert.equal((await cells(page, '#conversions-table')).length, data.length);
}

async function nobody({ page, url }) {
  await visit(page, `${url}/?${sentence}&channel=Nobody`);
  assert.match(await page.textContent('#conversions-body .note'), /No conversions/);
}

async function forEveryone({ page, url }) {
  await visit(page, `${url}/?view=conversions&open=d&user=ann`);
  await page.waitForSelector('#journey[open] .every-model summary');
  await page.click('.every-model summary');
  await checkAxe(page);
}

export const cases = [
  { name: 'conversions: page by page', run: pages },
  { name: 'conversions: another question begins at its first page', run: firstPage },
  { name: 'conversions: counted', run: counted },
  { name: 'conversions: all as CSV', run: exported },
  { name: 'conversions: every model, every digit', needs: 'programs', run: everyModel },
  { name: 'conversions: filters that are left out', run: leftOut },
  { name: 'conversions: none', run: nobody },
  { name: 'conversions: axe, every model', needs: 'programs', run: forEveryone },
];
