// The panels show what the API answers.
import assert from 'node:assert/strict';
import { settled, visit } from '../support/browser.mjs';
import {
  amount, amountCells, byModels, cardFigure, cells, creditRows, creditsOf, parseCsv, plain, shownCurrency, totalOf,
} from '../support/shown.mjs';

// The cards show a row of the API's totals, to the last digit.
async function checkCards(page, total) {
  const { model } = total;
  assert.equal(await cardFigure(page, 'conversions', model), amount(total.conversions));
  assert.equal(await cardFigure(page, 'revenue', model), amount(total.revenue));
  for (const part of ['attributed', 'unattributed']) {
    assert.equal(await cardFigure(page, part, model), amount(total[part].conversions));
    assert.equal(plain(await page.textContent(`[data-card=${part}] [data-model=${model}] .second`)), total[part].revenue);
  }
}

// The rows of a table of credits that an answer stands for.
function wantedRows(answer, currency) {
  return byModels(answer).filter(([row]) => row.currency === currency).map((rows) =>
    ({ name: rows[0].channel ?? '(unattributed)', ...creditsOf(rows) }));
}

async function totals({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const answer = await site.get('/totals');
  for (const model of ['first_click', 'last_click']) await checkCards(page, totalOf(answer, model, currency));
  const others = await page.$$eval('.others button', (buttons) => buttons.map((button) => button.dataset.value));
  const all = answer.totals.filter(({ model }) => model === 'last_click').map((total) => total.currency);
  assert.deepEqual(others, all.filter((each) => each !== currency).map((each) => each ?? '(none)'));
}

async function channels({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const wanted = wantedRows(await site.get('/channels'), currency);
  assert.ok(wanted.length > 3);
  assert.deepEqual(await creditRows(page, '#channels-table'), wanted);
}

function wantedDays(answer, currency) {
  return byModels(answer).filter(([row]) => row.currency === currency).map((rows) => Object.values(creditsOf(rows)));
}

async function days({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const wanted = wantedDays(await site.get('/timeseries'), currency);
  assert.equal(wanted.length, 14);
  await page.click('.as-table summary');
  assert.deepEqual(await amountCells(page, '#series-table'), wanted);
  await page.waitForSelector('#series-chart[data-ready=true] canvas');
}

async function campaigns({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  const answer = await site.get('/campaigns', { limit: 25 });
  const wanted = byModels(answer).filter(([row]) => row.currency === currency).map(creditsOf);
  const shown = await creditRows(page, '#campaigns-table');
  const inOrder = (rows) => rows.map(({ name, ...row }) => JSON.stringify(row)).sort();
  assert.deepEqual(inOrder(shown), inOrder(wanted));
  if (answer.more > 0) assert.match(await page.textContent('#campaigns-body'), new RegExp(`${answer.more} more row`));
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
    const channelBy = (model) => row.credits.find((credit) => credit.model === model)?.channel ?? '(unattributed)';
    assert.equal(first, channelBy('first_click'));
    assert.equal(last, channelBy('last_click'));
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
    const data = parseCsv(await response.text());
    const rows = byModels({ models: [{ name: 'first_click' }, { name: 'last_click' }], data }).map(creditsOf);
    const shown = (await creditRows(page, `#${table}-table`)).map(({ name, ...row }) => row);
    const inOrder = (all) => all.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    assert.deepEqual(inOrder(rows), inOrder(shown), table);
  }
  const download = page.waitForEvent('download');
  await page.click('#channels-export');
  assert.equal((await download).suggestedFilename(), 'channels.csv');
}

// Any two models, with figures that are no whole conversions.
async function otherModels({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  await page.selectOption('#modelA', 'linear');
  await page.selectOption('#modelB', 'time_decay');
  assert.equal(new URL(page.url()).search, '?modelA=linear&modelB=time_decay');
  await page.waitForSelector('[data-card=revenue] [data-model=linear]');
  await page.waitForSelector('[data-card=revenue] [data-model=time_decay]');
  await settled(page);
  const asked = { models: 'linear,time_decay' };
  const answer = await site.get('/totals', asked);
  for (const model of ['linear', 'time_decay']) await checkCards(page, totalOf(answer, model, currency));
  const channelRows = wantedRows(await site.get('/channels', asked), currency);
  assert.ok(channelRows.some((row) => row['a.conversions'].includes('.')), 'some are parts');
  assert.deepEqual(await creditRows(page, '#channels-table'), channelRows);
  await page.click('.as-table summary');
  assert.deepEqual(await amountCells(page, '#series-table'), wantedDays(await site.get('/timeseries', asked), currency));
  const { models } = await site.get('/models');
  const titleOf = (name) => models.find((model) => model.name === name).title;
  assert.deepEqual(await page.$$eval('.legend .model-key', (keys) => keys.map((key) => key.textContent)), ['linear', 'time_decay'].map(titleOf));
  assert.deepEqual(await page.$$eval('#modelA option', (options) => options.map((option) => option.value)), models.map(({ name }) => name));
  await page.reload();
  await settled(page);
  assert.deepEqual([await page.inputValue('#modelA'), await page.inputValue('#modelB')], ['linear', 'time_decay']);
  assert.deepEqual(await creditRows(page, '#channels-table'), channelRows, 'reloading keeps them');
}

// Lookback and Direct change every model's figures.
async function otherWeights({ page, url, site }) {
  await visit(page, `${url}/?modelA=linear&modelB=last_non_direct&lookback=30&direct=skip`);
  const currency = await shownCurrency(page);
  const answer = await site.get('/channels', { models: 'linear,last_non_direct', lookback_days: '30', direct: 'skip' });
  assert.deepEqual(answer.models.map((model) => [model.lookback_seconds, model.direct]), [[30 * 86_400, 'skip'], [30 * 86_400, 'skip']]);
  assert.deepEqual(await creditRows(page, '#channels-table'), wantedRows(answer, currency));
  assert.deepEqual([await page.inputValue('#lookback'), await page.inputValue('#direct')], ['30', 'skip']);
}

export const cases = [
  { name: 'numbers: totals', run: totals },
  { name: 'numbers: every channel', run: channels },
  { name: 'numbers: every day, and a chart', run: days },
  { name: 'numbers: campaigns', run: campaigns },
  { name: 'numbers: latest conversions', run: conversions },
  { name: 'numbers: two other models', run: otherModels },
  { name: 'numbers: another lookback, without Direct', run: otherWeights },
  { name: 'numbers: CSV exports hold what is shown', run: exported },
];
