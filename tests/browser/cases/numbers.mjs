// The panels show what the API answers.
import assert from 'node:assert/strict';
import { visit } from '../support/browser.mjs';
import { cardFigure, cells, creditRows, creditsOf, parseCsv, plain, shownCurrency } from '../support/shown.mjs';

async function totals({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const { totals: all } = await site.get('/totals');
  const total = all.find((each) => each.currency === currency);
  for (const model of ['first_click', 'last_click']) {
    assert.equal(await cardFigure(page, 'conversions', model), String(total[model].conversions));
    assert.equal(await cardFigure(page, 'revenue', model), total[model].revenue);
    for (const part of ['attributed', 'unattributed']) {
      assert.equal(await cardFigure(page, part, model), String(total[model][part].conversions));
      assert.equal(plain(await page.textContent(`[data-card=${part}] [data-model=${model}] .second`)), total[model][part].revenue);
    }
  }
  const others = await page.$$eval('.others button', (buttons) => buttons.map((button) => button.dataset.value));
  assert.deepEqual(others, all.filter((each) => each !== total).map((each) => each.currency ?? '(none)'));
}

async function channels({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const { data } = await site.get('/channels');
  const wanted = data.filter((row) => row.currency === currency).map((row) => ({ name: row.channel ?? '(unattributed)', ...creditsOf(row) }));
  assert.ok(wanted.length > 3);
  assert.deepEqual(await creditRows(page, '#channels-table'), wanted);
}

async function days({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const { data } = await site.get('/timeseries');
  const wanted = data.filter((row) => row.currency === currency).map(({ first_click: first, last_click: last, difference }) =>
    [first.conversions, last.conversions, difference.conversions, first.revenue, last.revenue, difference.revenue].map(String));
  assert.equal(wanted.length, 14);
  await page.click('.as-table summary');
  const shown = (await cells(page, '#series-table')).map(([, ...numbers]) => numbers.map(plain));
  assert.deepEqual(shown, wanted);
  await page.waitForSelector('#series-chart[data-ready=true] canvas');
}

async function campaigns({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const { data, more } = await site.get('/campaigns', { limit: 25 });
  const wanted = data.filter((row) => row.currency === currency).map(creditsOf);
  const shown = await creditRows(page, '#campaigns-table');
  const inOrder = (rows) => rows.map(({ name, ...row }) => JSON.stringify(row)).sort();
  assert.deepEqual(inOrder(shown), inOrder(wanted));
  if (more > 0) assert.match(await page.textContent('#campaigns-body'), new RegExp(`${more} more row`));
}

async function conversions({ page, url, site }) {
  await visit(page, url);
  const { data } = await site.get('/conversions', { limit: 15 });
  const shown = await cells(page, '#conversions-table');
  assert.equal(shown.length, data.length);
  for (const [i, row] of data.entries()) {
    const [, name, revenue, first, last] = shown[i];
    assert.equal(name, row.conversion_name + (row.transaction_id ?? ''));
    assert.equal(plain(revenue), `${row.revenue}${row.currency === null ? '' : ` ${row.currency}`}`);
    assert.equal(first, row.first_click?.channel ?? '(unattributed)');
    assert.equal(last, row.last_click?.channel ?? '(unattributed)');
  }
  await page.click('[data-action=more-rows]');
  await page.waitForFunction((before) => document.querySelectorAll('#conversions-table tbody tr').length > before, data.length);
}

async function exported({ page, url }) {
  await visit(page, `${url}/?channel=Direct&sort=channel`);
  for (const table of ['channels', 'campaigns']) {
    const address = await page.getAttribute(`#${table}-export`, 'href');
    const response = await fetch(new URL(address, url));
    assert.match(response.headers.get('content-type'), /^text\/csv/);
    const rows = parseCsv(await response.text()).map((row) => Object.fromEntries(
      Object.entries(row).filter(([name]) => /^(first_click|last_click|difference)_(conversions|revenue)$/.test(name))
        .map(([name, value]) => [name.replace(/_(conversions|revenue)$/, '.$1'), value])));
    const shown = (await creditRows(page, `#${table}-table`)).map(({ name, ...row }) => row);
    const inOrder = (all) => all.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    assert.deepEqual(inOrder(rows), inOrder(shown), table);
  }
  const download = page.waitForEvent('download');
  await page.click('#channels-export');
  assert.equal((await download).suggestedFilename(), 'channels.csv');
}

export const cases = [
  { name: 'numbers: totals', run: totals },
  { name: 'numbers: every channel', run: channels },
  { name: 'numbers: every day, and a chart', run: days },
  { name: 'numbers: campaigns', run: campaigns },
  { name: 'numbers: latest conversions', run: conversions },
  { name: 'numbers: CSV exports hold what is shown', run: exported },
];
