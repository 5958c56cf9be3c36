// Paths: the page shows what the API counts, and every part adds up to the attributed conversions.
import assert from 'node:assert/strict';
import { checkAxe } from '../support/axe.mjs';
import { settled, visit } from '../support/browser.mjs';
import { cells, plain, virtualRows } from '../support/shown.mjs';

const days = { from: '2025-01-15', to: '2025-03-16' };
const sentence = 'view=paths&from=2025-01-15&through=2025-03-15';

const chipsOf = ({ path }, column = 'channel') => path.map((step) => `${step[column] ?? '(none)'}${step.times > 1 ? `\u00d7${step.times}` : ''}`);

// Of a row that shows all its steps.
async function shownPaths(page) {
  return page.$$eval('#paths-table .vt-body .vt-row', (rows) => rows.map((row) => ({
    chips: [...row.querySelectorAll('.path > .tag')].map((tag) => tag.textContent),
    isWhole: row.querySelector('.path > .quiet') === null,
    conversions: Number(row.querySelector('[data-column=conversions] .figure').textContent.replaceAll(',', '')),
  })));
}

async function topPaths({ page, url, site }) {
  await visit(page, `${url}/?${sentence}`);
  const answer = await site.get('/paths', { ...days, limit: 100 });
  const shown = await shownPaths(page);
  assert.ok(shown.length > 10 && shown.some(({ isWhole }) => isWhole));
  for (const [i, { chips, isWhole, conversions }] of shown.entries()) {
    assert.equal(conversions, answer.data[i].conversions);
    if (isWhole) assert.deepEqual(chips, chipsOf(answer.data[i]));
  }
  assert.match(await page.textContent('[data-sum=paths]'), new RegExp(`${answer.path_count} paths add up to ${answer.conversions.attributed} attributed`));
  assert.equal(await page.getAttribute('#paths-table', 'aria-rowcount'), String(answer.path_count + 1));
}

// Scrolling reads the other pages; their counts add up to all attributed conversions.
async function allPaths({ page, url, site }) {
  await visit(page, `${url}/?${sentence}&by=campaign`);
  const answer = await site.get('/paths', { ...days, by: 'campaign', limit: 1000 });
  const seen = await virtualRows(page, '#paths-table', '[data-column=conversions] .figure');
  assert.equal(seen.size, answer.path_count);
  const sum = [...seen.values()].reduce((all, text) => all + Number(plain(text)), 0);
  assert.equal(sum, answer.conversions.attributed);
}

async function narrowed({ page, url, site }) {
  await visit(page, `${url}/?${sentence}`);
  await page.selectOption('[name=path-contains]', 'Email');
  await page.selectOption('[name=path-contains]', 'Direct');
  await page.selectOption('[name=path-ends]', 'Direct');
  await page.selectOption('[name=path-least]', '3');
  await settled(page);
  const query = new URL(page.url()).searchParams;
  assert.deepEqual(JSON.parse(query.get('path')), ['Email', 'Direct']);
  assert.equal(query.get('ends'), 'Direct');
  const wanted = await site.get('/paths', [...Object.entries(days), ['contains', 'Email'], ['contains', 'Direct'], ['ends_with', 'Direct'], ['min_length', '3']]);
  assert.ok(wanted.selected.paths > 0 && wanted.selected.paths < wanted.path_count);
  await page.waitForFunction((words) => document.querySelector('[data-sum=paths]').textContent.startsWith(words),
    `${wanted.selected.paths} of ${wanted.path_count} paths, with ${wanted.selected.conversions} of ${wanted.conversions.attributed} attributed`);
  assert.deepEqual((await shownPaths(page)).map(({ conversions }) => conversions), wanted.data.slice(0, (await shownPaths(page)).length).map(({ conversions }) => conversions));
  await page.reload();
  await settled(page);
  assert.equal(await page.inputValue('[name=path-ends]'), 'Direct');
  await page.click('[data-action=drop-path-value]');
  await settled(page);
  assert.deepEqual(JSON.parse(new URL(page.url()).searchParams.get('path')), ['Direct']);
  await page.click('[data-action=clear-path]');
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.has('path'), false);
}

async function nothingLikeThat({ page, url }) {
  await visit(page, `${url}/?${sentence}&starts=Nobody`);
  assert.match(await page.textContent('#paths-body .note'), /No path is like that/);
  await page.goto(`${url}/?${sentence}&channel=Nobody`);
  await settled(page);
  assert.match(await page.textContent('#paths-body .note'), /No conversions/);
}

async function searched({ page, url, site }) {
  await visit(page, `${url}/?${sentence}&by=campaign`);
  const { data } = await site.get('/paths', { ...days, by: 'campaign', limit: 1000 });
  const named = data.flatMap(({ path }) => path).find(({ campaign }) => campaign !== null).campaign;
  const found = data.filter((row) => row.path.some(({ campaign }) => (campaign ?? '').includes(named)));
  await page.fill('.panel-paths [name=search]', named);
  await page.waitForFunction((words) => document.querySelector('[data-sum=paths]').textContent.startsWith(words), `${found.length} of ${data.length} paths hold`);
}

async function roles({ page, url, site }) {
  await visit(page, `${url}/?${sentence}`);
  const answer = await site.get('/roles', days);
  const shown = await page.$$eval('#roles-table .vt-body .vt-row', (rows) => rows.map((row) => Object.fromEntries(['value', 'first', 'assisted', 'last', 'influenced', 'stages'].map((name) =>
    [name, (row.querySelector(`[data-column=${name}] .figure`) ?? row.querySelector(`[data-column=${name}]`)).textContent]))));
  assert.deepEqual(shown, answer.data.slice(0, shown.length).map((row) => ({
    value: row.channel, ...Object.fromEntries(['first', 'assisted', 'last', 'influenced'].map((name) => [name, row[name].toLocaleString('en')])),
    stages: [row.early, row.mid, row.late].map((count) => count.toLocaleString('en')).join(' \u00b7 '),
  })));
  const rows = await virtualRows(page, '#roles-table', '[data-column=first] .figure');
  assert.equal([...rows.values()].reduce((sum, text) => sum + Number(plain(text)), 0), answer.conversions.attributed);
  await page.click('#roles-table [data-column=last] .sort, #roles-table .vt-head :nth-child(4) .sort');
  await settled(page);
  const closes = await page.$$eval('#roles-table .vt-body [data-column=last] .figure', (all) => all.map(({ textContent }) => Number(textContent.replaceAll(',', ''))));
  assert.deepEqual(closes, [...closes].sort((a, b) => b - a));
}

async function durations({ page, url, site }) {
  await visit(page, `${url}/?${sentence}`);
  for (const [name, path, average] of [['lengths', '/path-lengths', 'average_length'], ['converting', '/days-to-convert', 'average_days']]) {
    const answer = await site.get(path, days);
    assert.equal(await page.textContent(`[data-average=${name}]`), answer[average].toFixed(1));
    await page.click(`#${name}-body .as-table summary`);
    const rows = await cells(page, `#${name}-table`);
    assert.equal(rows.reduce((sum, [, count]) => sum + Number(plain(count)), 0), answer.conversions.attributed);
    assert.equal(await page.$$eval(`#${name}-body .bar`, (bars) => bars.length), rows.length);
  }
}

// A dimension of two columns has no values to choose, and one that paths do not have is channel.
async function otherDimensions({ page, url }) {
  await visit(page, `${url}/?${sentence}&by=source_medium`);
  assert.equal(await page.$('[name=path-contains]'), null);
  assert.ok(await page.$('[name=path-least]'));
  await visit(page, `${url}/?${sentence}&by=touch_no`);
  assert.match(await page.textContent('#roles-table .vt-head'), /Channel/);
}

// What these reports do not know is said, not silently dropped.
async function leftOut({ page, url }) {
  await visit(page, `${url}/?${sentence}&campaign~=a&channel=Email`);
  assert.match(await page.textContent('.panel-paths [data-left-out]'), /Campaign contains a|campaign contains a/);
}

async function byKeyboard({ page, url }) {
  await visit(page, `${url}/?${sentence}`);
  await page.focus('#paths-table .is-path');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.path-detail .path');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-pressed')), 'true');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.path-detail', { state: 'detached' });
}

async function exported({ page, url, site }) {
  await visit(page, `${url}/?${sentence}&by=landing_page`);
  const answer = await site.get('/paths', { ...days, by: 'landing_page', limit: 1000 });
  const download = page.waitForEvent('download');
  await page.click('#paths-export');
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const part of stream) text += part;
  const lines = answer.data.reduce((sum, { amounts }) => sum + amounts.length, 0);
  assert.equal(text.trimEnd().split('\n').length, lines + 1);
}

// Conditions, a path that is chosen, tables beside the charts, nothing found.
async function forEveryone({ page, url }) {
  await visit(page, `${url}/?${sentence}&path=${encodeURIComponent('["Email"]')}&least=2&campaign~=a`);
  await page.click('#paths-table .is-path');
  await page.waitForSelector('.path-detail');
  for (const summary of await page.$$('.as-table summary')) await summary.click();
  await checkAxe(page);
  await visit(page, `${url}/?${sentence}&starts=Nobody`);
  await checkAxe(page);
}

export const cases = [
  { name: 'paths: the top paths as chips', run: topPaths },
  { name: 'paths: all of them add up', run: allPaths },
  { name: 'paths: narrowed, in the address', run: narrowed },
  { name: 'paths: nothing like that', run: nothingLikeThat },
  { name: 'paths: searched', run: searched },
  { name: 'paths: openers, assisters, closers', run: roles },
  { name: 'paths: touchpoints and days', run: durations },
  { name: 'paths: other dimensions', run: otherDimensions },
  { name: 'paths: filters that are left out', run: leftOut },
  { name: 'paths: opened by keyboard', run: byKeyboard },
  { name: 'paths: all as CSV', run: exported },
  { name: 'paths: axe', run: forEveryone },
  { name: 'paths: axe, phone, dark', page: { width: 320, height: 780, scheme: 'dark' }, run: forEveryone },
];
