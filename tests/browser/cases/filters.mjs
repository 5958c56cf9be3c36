// What is chosen stands in the address, changes the numbers, and outlives reloading.
import assert from 'node:assert/strict';
import { settled, visit } from '../support/browser.mjs';
import { amount, cardFigure, creditRows, shownCurrency, sumOfTotals, totalOf, waitForCard } from '../support/shown.mjs';

const query = (page) => new URL(page.url()).searchParams;
const isChannel = (...channels) => JSON.stringify([['is', 'channel', channels]]);

async function addFilter(page, dimension, operator, value) {
  await page.click('#filter > summary');
  await page.selectOption('[name=filter-dimension]', dimension);
  await page.selectOption('[name=filter-operator]', operator);
  await page.fill('[name=filter-value]', value);
  await page.click('[data-action=add-filter]');
}

async function change({ page, url, site }) {
  await visit(page, url);
  await addFilter(page, 'channel', 'is', 'Direct');
  assert.equal(query(page).get('channel'), 'Direct');
  const asked = { filters: isChannel('Direct'), metrics: 'conversions,revenue' };
  const direct = await site.get('/query', asked);
  for (const model of ['first_click', 'last_click']) await waitForCard(page, 'conversions', model, sumOfTotals(direct, model));

  await page.click('#dates > summary');
  await page.fill('#from', '2025-02-01');
  await page.fill('#through', '2025-02-28');
  assert.equal(query(page).get('through'), '2025-02-28', 'the last day is included');
  const february = await site.get('/query', { ...asked, from: '2025-02-01', to: '2025-03-01' });
  await waitForCard(page, 'conversions', 'last_click', sumOfTotals(february, 'last_click'));

  // The same model twice is that model only.
  await page.selectOption('#modelA', 'last_click');
  await settled(page);
  assert.equal(await page.$('#breakdown-table [data-column=b]'), null);
  assert.equal(await cardFigure(page, 'conversions', 'last_click'), sumOfTotals(february, 'last_click'));
}

// Filtering to one channel does not make it the whole.
async function sharesOfTheWhole({ page, url, site }) {
  await visit(page, `${url}/?channel=Email`);
  const answer = await site.get('/query', { metrics: 'conversions_share', dimensions: 'channel', filters: isChannel('Email') });
  const share = answer.data.find((row) => row.model === 'last_click').conversions_share;
  assert.ok(share < 0.9, 'the data have other channels');
  const shown = await page.textContent('#breakdown-table .vt-body [data-column=b] .second');
  assert.equal(shown, `${(100 * share).toFixed(1)}%`);
}

async function reload({ page, url, site }) {
  await visit(page, `${url}/?channel=Email&from=2025-02-01&through=2025-03-10&measure=revenue&sort=value&by=source`);
  const before = await creditRows(page);
  await page.reload();
  await settled(page);
  assert.deepEqual(await creditRows(page), before);
  assert.match(await page.textContent('#filters .chip'), /channel is Email/);
  await page.click('#dates > summary');
  assert.equal(await page.inputValue('#from'), '2025-02-01');
  assert.equal(await page.inputValue('#through'), '2025-03-10');
  assert.equal(await page.inputValue('#measure'), 'revenue');
  assert.equal(await page.inputValue('#by'), 'source');
  assert.equal(await page.getAttribute('#breakdown-table [role=columnheader]:has([data-column=value])', 'aria-sort'), 'ascending');
  const email = await site.get('/query', { filters: isChannel('Email'), metrics: 'revenue', from: '2025-02-01', to: '2025-03-11' });
  assert.equal(await cardFigure(page, 'revenue', 'last_click'), amount(totalOf(email, 'last_click', await shownCurrency(page)).revenue));
}

// A click on a value highlights it and changes no figure; keeping only it is another step.
async function highlight({ page, url }) {
  await visit(page, url);
  const all = await creditRows(page);
  await page.click('#breakdown-table .vt-body button');
  await page.waitForSelector('#side:not([hidden]) .side-figures');
  assert.notEqual(query(page).get('pick'), null);
  assert.deepEqual(await creditRows(page), all, 'nothing is narrowed');
  await page.keyboard.press('Tab');
  await page.click('[data-action=keep-only]');
  await settled(page);
  assert.deepEqual((await creditRows(page)).map(({ name }) => name), [all[0].name]);
  await page.goBack();
  await page.goBack();
  await settled(page);
  assert.deepEqual(await creditRows(page), all);
  await page.goForward();
  await page.goForward();
  await page.waitForSelector('#filters .chip');
  await page.click('[data-action=clear-filters]');
  await settled(page);
  assert.equal(query(page).size, 0);
}

async function currencies({ page, url, site }) {
  await visit(page, url);
  const other = await page.getAttribute('.others button', 'data-value');
  await page.click('.others button');
  assert.equal(query(page).get('currency'), other);
  const answer = await site.get('/query', { currency: other, metrics: 'conversions,revenue' });
  await waitForCard(page, 'conversions', 'last_click', sumOfTotals(answer, 'last_click'));
  await waitForCard(page, 'revenue', 'last_click', answer.totals.find(({ model }) => model === 'last_click').revenue);
  assert.equal((await shownCurrency(page)) ?? '(none)', other);
}

async function wrongDays({ page, url }) {
  await visit(page, `${url}/?from=2025-02-01&through=2025-02-10`);
  await page.click('#dates > summary');
  await page.fill('#through', '2025-01-01');
  assert.ok(await page.$eval('#through', (input) => input.validity.customError));
  assert.equal(query(page).get('through'), '2025-02-10');
}

// Nothing in the address may break the page, or become a part of it; what is not understood is said.
async function oddAddresses({ page, url }) {
  await visit(page, `${url}/?channel=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&sort=nonsense&from=yesterday&model=linear&modelB=%22%3E&lookback=1e9&direct=drop&rows=7`);
  assert.match(await page.textContent('#breakdown-body'), /No conversions/);
  assert.equal(await page.$('img[src=x]'), null);
  assert.match(await page.textContent('#filters .chip'), /<img src=x onerror=alert\(1\)>/);
  const words = await page.textContent('[data-notice=address]');
  for (const left of ['from=yesterday', 'model=linear', 'lookback=1e9', 'direct=drop', 'rows=7']) assert.ok(words.includes(left), left);
  await page.click('[data-action=clean-address]');
  await page.waitForSelector('[data-notice=address]', { state: 'detached' });
  assert.equal(query(page).get('model'), null);
}

async function unknownModel({ page, url }) {
  await page.goto(`${url}/?modelA=middle_click`);
  await page.waitForSelector('[data-notice=failure]');
  assert.match(await page.textContent('[data-notice=failure]'), /middle_click/);
  assert.equal((await page.$$('[data-notice=failure]')).length, 1, 'said once for the page');
}

// Three years are some months, not a thousand days.
async function longRanges({ page, url }) {
  await visit(page, `${url}/?from=2022-03-16&through=2025-03-15`);
  assert.ok((await page.$$('.plot .bar')).length <= 40);
  assert.ok(await page.isChecked('input[name=grain][value=month]'));
}

async function sortByKeyboard({ page, url }) {
  await visit(page, url);
  const names = async () => (await creditRows(page)).map(({ name }) => name);
  const head = '#breakdown-table [role=columnheader]:has([data-column=value])';
  await page.focus('#breakdown-table button[data-column=value]');
  await page.keyboard.press('Enter');
  assert.equal(await page.getAttribute(head, 'aria-sort'), 'ascending');
  const rising = await names();
  assert.deepEqual(rising, [...rising].sort());
  await page.keyboard.press('Space');
  await page.waitForSelector(`${head}[aria-sort=descending]`);
  assert.deepEqual(await names(), rising.reverse());
  assert.equal(query(page).get('sort'), '-value');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.column), 'value', 'the focus stays');
  await page.focus('#breakdown-table button[data-column=difference]');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => new URL(location.href).searchParams.get('sort') === '-difference');
  const steps = (await creditRows(page)).map((row) => Number(row.difference));
  assert.deepEqual(steps, [...steps].sort((a, b) => b - a));
}

async function search({ page, url }) {
  await visit(page, url);
  await page.fill('#breakdown-title ~ .panel-tools [name=search], .panel-breakdown [name=search]', 'paid');
  await page.waitForFunction(() => [...document.querySelectorAll('#breakdown-table .vt-body .vt-row')].every((row) => /paid/i.test(row.textContent)));
  assert.equal(query(page).get('search'), 'paid');
}

export const cases = [
  { name: 'filters: change the address and the numbers', run: change },
  { name: 'filters: shares stay shares of the whole', run: sharesOfTheWhole },
  { name: 'filters: reloading keeps everything', run: reload },
  { name: 'filters: a click highlights, and back and forward', run: highlight },
  { name: 'filters: one currency', run: currencies },
  { name: 'filters: days in the wrong order are refused', run: wrongDays },
  { name: 'filters: odd addresses do no harm', run: oddAddresses },
  { name: 'filters: an unknown model is said', tolerates: /400/, run: unknownModel },
  { name: 'filters: three years are months', run: longRanges },
  { name: 'filters: tables sort by keyboard', run: sortByKeyboard },
  { name: 'filters: tables are searched', run: search },
];
