// What is chosen stands in the address, changes the numbers, and outlives reloading.
import assert from 'node:assert/strict';
import { settled, visit } from '../support/browser.mjs';
import { amount, cardFigure, creditRows, shownCurrency, totalOf, waitForCard } from '../support/shown.mjs';

const query = (page) => new URL(page.url()).searchParams;

// The API's totals of a currency, by model.
async function totalsOf(site, currency, parameters) {
  const answer = await site.get('/totals', parameters);
  return Object.fromEntries(['first_click', 'last_click'].map((model) => [model, totalOf(answer, model, currency)]));
}

async function change({ page, url, site }) {
  await visit(page, url);
  const currency = await shownCurrency(page);
  await page.selectOption('#channel', 'Direct');
  assert.equal(query(page).get('channel'), 'Direct');
  const direct = await totalsOf(site, currency, { channel: 'Direct' });
  await waitForCard(page, 'revenue', 'first_click', direct.first_click.revenue);
  await waitForCard(page, 'revenue', 'last_click', direct.last_click.revenue);

  await page.fill('#from', '2025-02-01');
  await page.fill('#through', '2025-02-28');
  assert.equal(query(page).get('through'), '2025-02-28', 'the last day is included');
  const february = await totalsOf(site, currency, { channel: 'Direct', from: '2025-02-01', to: '2025-03-01' });
  await waitForCard(page, 'conversions', 'last_click', february.last_click.conversions);
  await waitForCard(page, 'revenue', 'last_click', february.last_click.revenue);

  // The same model twice is that model alone.
  await page.selectOption('#modelA', 'last_click');
  await settled(page);
  await page.waitForFunction(() => !document.querySelector('[data-card=conversions] [data-model=first_click]'));
  assert.equal(await cardFigure(page, 'revenue', 'last_click'), amount(february.last_click.revenue));
}

async function reload({ page, url, site }) {
  await visit(page, `${url}/?channel=Email&from=2025-02-01&through=2025-03-10&measure=revenue&sort=channel`);
  const before = await creditRows(page, '#channels-table');
  await page.reload();
  await settled(page);
  assert.deepEqual(await creditRows(page, '#channels-table'), before);
  assert.equal(await page.inputValue('#channel'), 'Email');
  assert.equal(await page.inputValue('#from'), '2025-02-01');
  assert.equal(await page.inputValue('#through'), '2025-03-10');
  assert.ok(await page.isChecked('input[name=measure][value=revenue]'));
  assert.equal(await page.getAttribute('#channels-table th:has([data-column=channel])', 'aria-sort'), 'ascending');
  const email = await totalsOf(site, await shownCurrency(page), { channel: 'Email', from: '2025-02-01', to: '2025-03-11' });
  assert.equal(await cardFigure(page, 'revenue', 'last_click'), amount(email.last_click.revenue));
}

async function back({ page, url }) {
  await visit(page, url);
  const all = await cardFigure(page, 'revenue', 'last_click');
  await page.click('#channels-table tbody a');
  await page.waitForFunction((was) => Number(document.querySelector('[data-card=revenue] [data-model=last_click] .figure').textContent.replaceAll(',', '')) !== was, Number(all));
  assert.notEqual(query(page).get('channel'), null);
  await page.goBack();
  await waitForCard(page, 'revenue', 'last_click', all);
  assert.equal(await page.inputValue('#channel'), '');
  await page.goForward();
  await page.waitForFunction(() => document.querySelector('#channel').value !== '');
  await page.click('[data-action=clear-filters]');
  await waitForCard(page, 'revenue', 'last_click', all);
  assert.equal(query(page).size, 0);
}

async function currencies({ page, url, site }) {
  await visit(page, url);
  const other = await page.getAttribute('.others button', 'data-value');
  await page.click('.others button');
  assert.equal(query(page).get('currency'), other);
  const total = await totalsOf(site, other, { currency: other });
  await waitForCard(page, 'revenue', 'last_click', total.last_click.revenue);
  assert.equal(await shownCurrency(page), other);
  assert.match(await page.textContent('[data-card=revenue] h3'), new RegExp(other));
}

async function wrongDays({ page, url }) {
  await visit(page, `${url}/?from=2025-02-01&through=2025-02-10`);
  await page.fill('#through', '2025-01-01');
  assert.ok(await page.$eval('#through', (input) => input.validity.customError));
  assert.equal(query(page).get('through'), '2025-02-10');
}

// Nothing in the address may break the page, or become a part of it.
async function oddAddresses({ page, url }) {
  await visit(page, `${url}/?channel=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&sort=nonsense&from=yesterday&modelA=a,b&modelB=%22%3E&lookback=1e9&direct=drop&rows=7`);
  assert.match(await page.textContent('#channels-body'), /No conversions/);
  assert.equal(await page.$('img[src=x]'), null);
  assert.equal(await page.inputValue('#channel'), '<img src=x onerror=alert(1)>');
}

async function sortByKeyboard({ page, url }) {
  await visit(page, url);
  const names = async () => (await creditRows(page, '#channels-table')).map(({ name }) => name);
  const head = '#channels-table th:has([data-column=channel])';
  await page.focus('#channels-table button[data-column=channel]');
  await page.keyboard.press('Enter');
  assert.equal(await page.getAttribute(head, 'aria-sort'), 'ascending');
  const rising = await names();
  assert.deepEqual(rising, [...rising].sort());
  await page.keyboard.press('Space');
  assert.equal(await page.getAttribute(head, 'aria-sort'), 'descending');
  assert.deepEqual(await names(), rising.reverse());
  assert.equal(query(page).get('sort'), '-channel');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.column), 'channel', 'the focus stays');
  await page.focus('#channels-table button[data-column=differenceRevenue]');
  await page.keyboard.press('Enter');
  const steps = (await creditRows(page, '#channels-table')).map((row) => Number(row['difference.revenue']));
  assert.deepEqual(steps, [...steps].sort((a, b) => b - a));
}

export const cases = [
  { name: 'filters: change the address and the numbers', run: change },
  { name: 'filters: reloading keeps everything', run: reload },
  { name: 'filters: back and forward', run: back },
  { name: 'filters: one currency at a time', run: currencies },
  { name: 'filters: days in the wrong order are refused', run: wrongDays },
  { name: 'filters: odd addresses do no harm', run: oddAddresses },
  { name: 'filters: tables sort by keyboard', run: sortByKeyboard },
];
