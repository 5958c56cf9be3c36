// The panels show what the API answers, to the last digit.
import assert from 'node:assert/strict';
import { dimensions, metrics } from '../../../apps/dashboard/js/dimensions.js';
import { settled, visit } from '../support/browser.mjs';
import { amount, byModels, cardFigure, cells, creditRows, creditsOf, parseCsv, plain, shownCurrency, sumOfTotals, totalOf } from '../support/shown.mjs';

const both = ['first_click', 'last_click'];

async function totals({ page, url, site }) {
  await visit(page, url);
  const answer = await site.get('/query', { metrics: 'conversions,revenue' });
  const currencies = [...new Set(answer.totals.map(({ currency }) => currency))];
  assert.ok(currencies.length > 1, 'several currencies, so that one of them is not all');
  const shown = await shownCurrency(page);
  for (const model of both) {
    assert.equal(await cardFigure(page, 'conversions', model), sumOfTotals(answer, model), 'conversions are those of all currencies');
    assert.equal(await cardFigure(page, 'revenue', model), amount(totalOf(answer, model, shown).revenue));
  }
  const others = await page.$$eval('.others button', (buttons) => buttons.map((button) => button.dataset.value));
  assert.deepEqual(others.sort(), currencies.filter((each) => each !== shown).map((each) => each ?? '(none)').sort().slice(0, others.length));
  const sessions = await site.get('/query', { metrics: 'sessions' });
  assert.match(await page.textContent('[data-card=rate] .tile-note'), new RegExp(sessions.totals[0].sessions.toLocaleString('en')));
}

const nameOf = (row) => row.channel ?? '(unattributed)';
const wantedRows = (answer, measure) => byModels(answer).map((rows) => ({ name: nameOf(rows[0]), ...creditsOf(rows, measure) }));

async function channels({ page, url, site }) {
  await visit(page, url);
  const wanted = wantedRows(await site.get('/query', { metrics: 'conversions', dimensions: 'channel', compare: 'previous' }));
  assert.ok(wanted.length > 3);
  assert.deepEqual(await creditRows(page), wanted);
}

// Half of what the models give differently, of the whole.
async function moves({ page, url, site }) {
  await visit(page, url);
  const rows = byModels(await site.get('/query', { metrics: 'conversions', dimensions: 'channel' }));
  const numbers = rows.map(([first, second]) => [Number(first.conversions), Number(second.conversions)]);
  const moved = numbers.reduce((sum, [first, second]) => sum + Math.abs(first - second), 0) / 2;
  const whole = numbers.reduce((sum, [first]) => sum + first, 0);
  assert.equal(await page.textContent('[data-card=moves] .figure'), `${((100 * moved) / whole).toFixed(1)}%`);
}

async function days({ page, url, site }) {
  await visit(page, url);
  const answer = await site.get('/query', { metrics: 'conversions', interval: 'day', models: 'last_click', compare: 'previous' });
  assert.equal(answer.data.length, 14);
  await page.click('.panel-days .as-table summary');
  const shown = await cells(page, '#series-table');
  assert.deepEqual(shown.map(([, now, before]) => [amount(now), amount(before)]), answer.data.map((row) => [amount(row.conversions), amount(row.previous.conversions)]));
  assert.equal((await page.$$('.plot .bar')).length, 14);
}

// The dot plot has a mark for each model, and says its figures to those who cannot see it.
async function dots({ page, url, site }) {
  await visit(page, url);
  await page.waitForSelector('.dot[data-model=linear]');
  const answer = await site.get('/query', { metrics: 'conversions_share', dimensions: 'channel', models: 'first_click,last_click,linear', order_by: 'conversions_share:desc' });
  const shareOf = (channel, model) => answer.data.find((row) => row.channel === channel && row.model === model).conversions_share;
  const rows = await page.$$eval('.dot-row', (all) => all.map((row) => row.textContent));
  assert.ok(rows.length > 3);
  for (const row of rows) {
    const [name, words] = row.split(': ');
    const channel = name === '(unattributed)' ? null : name;
    for (const [title, model] of [['First click', 'first_click'], ['Last click', 'last_click'], ['Linear', 'linear']]) {
      assert.ok(words.includes(`${title} ${(100 * shareOf(channel, model)).toFixed(1)}%`), `${row}: ${title}`);
    }
  }
}

async function exported({ page, url, site }) {
  await visit(page, `${url}/?sort=value`);
  const address = await page.getAttribute('#breakdown-export', 'href');
  const response = await fetch(new URL(address, url));
  assert.match(response.headers.get('content-type'), /^text\/csv/);
  const data = parseCsv(await response.text());
  const answer = await site.get('/query', { metrics: 'conversions', dimensions: 'channel', compare: 'previous' });
  const short = (rows) => rows.map((row) => [row.model, row.channel ?? '', amount(row.conversions)].join()).sort();
  assert.deepEqual(short(data), short(answer.data));
  const download = page.waitForEvent('download');
  await page.click('#breakdown-export');
  assert.match((await download).suggestedFilename(), /\.csv$/);
}

// Any two models, with figures that are no whole conversions.
async function otherModels({ page, url, site }) {
  await visit(page, url);
  await page.selectOption('#modelA', 'linear');
  await page.selectOption('#modelB', 'time_decay');
  assert.equal(new URL(page.url()).search, '?modelA=linear&modelB=time_decay');
  await settled(page);
  const asked = { models: 'linear,time_decay', metrics: 'conversions', dimensions: 'channel', compare: 'previous' };
  const wanted = wantedRows(await site.get('/query', asked));
  assert.ok(wanted.some((row) => row.a.includes('.')), 'some are parts');
  assert.deepEqual(await creditRows(page), wanted);
  const { models } = await site.get('/models');
  assert.deepEqual((await page.$$eval('#modelA option', (options) => options.map((option) => option.value))), models.map(({ name }) => name));
  await page.reload();
  await settled(page);
  assert.deepEqual([await page.inputValue('#modelA'), await page.inputValue('#modelB')], ['linear', 'time_decay']);
  assert.deepEqual(await creditRows(page), wanted, 'reloading keeps them');
}

// Lookback and Direct change every model's figures.
async function otherWeights({ page, url, site }) {
  await visit(page, `${url}/?modelA=linear&modelB=last_non_direct&lookback=30&direct=skip`);
  const answer = await site.get('/query', { models: 'linear,last_non_direct', lookback_days: '30', direct: 'skip', metrics: 'conversions', dimensions: 'channel', compare: 'previous' });
  assert.deepEqual(answer.models.map((model) => [model.lookback_seconds, model.direct]), [[30 * 86_400, 'skip'], [30 * 86_400, 'skip']]);
  assert.deepEqual(await creditRows(page), wantedRows(answer));
  assert.deepEqual([await page.inputValue('#lookback'), await page.inputValue('#direct')], ['30', 'skip']);
}

async function revenue({ page, url, site }) {
  await visit(page, `${url}/?measure=revenue`);
  const currency = await shownCurrency(page);
  const answer = await site.get('/query', { metrics: 'revenue', dimensions: 'channel', currency: currency ?? '(none)', compare: 'previous' });
  const inOrder = (rows) => rows.map((row) => JSON.stringify(row)).sort();
  assert.deepEqual(inOrder(await creditRows(page)), inOrder(wantedRows(answer, 'revenue')));
}

// The heatmap and the explorer ask the same endpoint in other words.
async function compare({ page, url, site }) {
  await visit(page, `${url}/?view=compare&models=shapley&mode=absolute`);
  const answer = await site.get('/query', { metrics: 'conversions', dimensions: 'channel', models: 'first_click,last_click,shapley' });
  const shown = await page.$$eval('#heat-table .vt-body .vt-row', (rows) => rows.map((row) =>
    [...row.querySelectorAll('.figure')].map((figure) => figure.title || figure.textContent)));
  const inOrder = (rows) => rows.map((row) => row.map(amount).join()).sort();
  assert.deepEqual(inOrder(shown), inOrder(byModels(answer).map((rows) => rows.map((row) => row.conversions))));
}

async function explore({ page, url, site }) {
  await visit(page, `${url}/?view=explore&dims=channel&metrics=conversions,days_to_convert&models=none&vs=none`);
  const answer = await site.get('/query', { metrics: 'conversions,days_to_convert', dimensions: 'channel' });
  assert.equal(Number(await page.getAttribute('#explorer-table', 'aria-rowcount')), answer.data.length + 1);
  const first = await page.textContent('#explorer-table .vt-body [data-column=conversions]');
  assert.equal(plain(first), plain(Number(answer.data[0].conversions).toLocaleString('en')));
  const copied = await page.getAttribute('#copy-curl', 'data-copy');
  assert.match(copied, /^curl -G 'http:\/\/127\.0\.0\.1:\d+\/api\/v1\/query'/);
  await page.check('input[name=explore-metric][value=sessions]');
  await settled(page);
  assert.match(new URL(page.url()).searchParams.get('metrics'), /sessions/);
}

// The page's own tables of names say what the server says of itself.
async function names({ site }) {
  const answer = await site.get('/dimensions');
  const byName = (list) => [...list].sort((a, b) => a.name.localeCompare(b.name));
  const lower = (text) => text[0].toLowerCase() + text.slice(1);
  const dimensionsThere = answer.dimensions.map((each) => ({ name: each.name, title: lower(each.title), plural: each.plural, columns: each.columns,
    isOfSessions: each.is_of_sessions, isOfPaths: each.is_of_paths, isParameter: each.is_parameter, hasTests: each.operators.length > 0 }));
  const flags = { isOfSessions: false, isOfPaths: false, isParameter: false, hasTests: false };
  assert.deepEqual(byName(dimensions.map((each) => ({ ...flags, ...each }))), byName(dimensionsThere));
  const metricsThere = answer.metrics.map((each) => ({ name: each.name, title: each.title, unit: each.unit, isOfMoney: each.is_of_money, isOfSessions: each.is_of_sessions }));
  assert.deepEqual(byName(metrics.map((each) => ({ isOfMoney: false, isOfSessions: false, ...each }))), byName(metricsThere));
}

export const cases = [
  { name: 'numbers: the names of dimensions and metrics', page: false, run: names },
  { name: 'numbers: totals, of all currencies', run: totals },
  { name: 'numbers: every channel', run: channels },
  { name: 'numbers: the credit that moves', run: moves },
  { name: 'numbers: every day, beside the days before', run: days },
  { name: 'numbers: marks of every model', run: dots },
  { name: 'numbers: two other models', run: otherModels },
  { name: 'numbers: another lookback, without Direct', run: otherWeights },
  { name: 'numbers: revenue of one currency', run: revenue },
  { name: 'numbers: compare', run: compare },
  { name: 'numbers: explore', run: explore },
  { name: 'numbers: the CSV export has every row', run: exported },
];
