// Names that are long, from right to left, or look like markup; 2,124 channels.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { visit } from '../support/browser.mjs';
import { channelNames, hostileEvents, oddNames } from '../support/hostile.mjs';

const folder = 'hostile';
let serving = null;

// The same server for all cases, made by the first.
function server(site) {
  serving ??= (async () => {
    writeFileSync(path.join(site.work, 'hostile.ndjson'), hostileEvents());
    await site.programs.run('attrib-load', ...site.database(folder), 'hostile.ndjson');
    await site.programs.run('attrib-model', ...site.database(folder));
    return site.serve({ folder });
  })();
  return serving;
}

const names = (page) => page.$$eval('#breakdown-table .vt-body .vt-row [data-column=value]', (cells) => cells.map((cell) => cell.textContent));

async function manyChannels({ page, site }) {
  const { url } = await server(site);
  await visit(page, url);
  assert.equal(Number(await page.getAttribute('#breakdown-table', 'aria-rowcount')), channelNames.length + 1);
  assert.ok((await names(page)).length < 60, 'only what is seen is drawn');
  assert.ok(await page.evaluate(() => document.documentElement.scrollHeight) < 4_000, 'the page stays short');
  assert.equal((await page.$$('.dot-row')).length, 12);
  // To the end by scrolling, and by searching.
  await page.$eval('#breakdown-table .vt-body', (body) => body.scrollTo(0, body.scrollHeight));
  await page.waitForFunction((last) => document.querySelector('#breakdown-table .vt-body .vt-row:nth-last-child(2)')?.getAttribute('aria-rowindex') === String(last), channelNames.length + 1);
  await page.fill('.panel-breakdown [name=search]', '1113');
  await page.waitForFunction(() => document.querySelectorAll('#breakdown-table .vt-body .vt-row').length === 1);
  assert.deepEqual(await names(page), ['channel 1113']);
}

// Of the values that did not come with the page, a search asks the server.
async function moreThanRead({ page, site }) {
  const { url } = await server(site);
  for (const { view, table, panel, plural } of [{ view: 'compare', table: 'heat', panel: 'heatmap', plural: 'channels' }, { view: 'explore', table: 'explorer', panel: 'explorer', plural: 'groups' }]) {
    await visit(page, `${url}/?view=${view}&models=none&vs=none`);
    const hint = await page.textContent(`.panel-${panel} .panel-body > .hint`);
    assert.match(hint, new RegExp(`2,000 of 2,124 ${plural}; search or filter to see others`));
    await page.fill(`.panel-${panel} [name=search]`, 'NEL 2100');
    await page.waitForFunction((id) => [...document.querySelectorAll(`#${id}-table .vt-body .vt-row`)].every((row) => /channel 2100/.test(row.textContent)), table);
    assert.ok((await page.$$(`#${table}-table .vt-body .vt-row`)).length > 0);
    await page.fill(`.panel-${panel} [name=search]`, 'no such (channel');
    await page.waitForSelector(`.panel-${panel} .note`);
  }
}

async function oddChannels({ page, site }) {
  const { url } = await server(site);
  await visit(page, url);
  const shown = await names(page);
  for (const name of oddNames) assert.ok(shown.includes(name), `${name} stands as it is`);
  assert.equal(await page.$('img[src=x]'), null);
  const wide = await page.$$eval('.panel', (panels) => panels.filter((panel) => panel.scrollWidth > panel.clientWidth + 1).map((panel) => panel.className));
  assert.deepEqual(wide, [], 'nothing is pushed off its panel');
  const figures = await page.$$eval('#breakdown-table .vt-body .figure', (all) => all.filter((figure) => figure.scrollWidth > figure.clientWidth + 1 || figure.getBoundingClientRect().right > innerWidth).length);
  assert.equal(figures, 0, 'every figure is seen whole');
  assert.ok(await page.$$eval('#breakdown-table bdi', (all) => all.length > 0), 'names have their own direction');
}

// A large amount is written in full, in tiles too.
async function largeAmounts({ page, site }) {
  const { url } = await server(site);
  await visit(page, `${url}/?measure=revenue`);
  const { text, isCut } = await page.$eval('[data-card=revenue] .figure', (figure) => ({ text: figure.textContent, isCut: figure.scrollWidth > figure.clientWidth + 1 }));
  assert.match(text, /^[\d,]+\.\d\d$/);
  assert.ok(text.length > 11 && !isCut);
}

async function onPhone({ page, site }) {
  const { url } = await server(site);
  for (const view of ['', '?view=compare', '?view=explore', '?view=conversions', '?view=paths']) {
    await visit(page, `${url}/${view}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), view);
  }
  await visit(page, url);
  assert.ok((await page.$$eval('.dot-row', (rows) => rows.filter((row) => row.checkVisibility()).length)) <= 8);
}

const many = 100_000;

// A page of an answer with as many campaigns, in the shape of `whole`.
function campaignsOf(whole, query) {
  const models = query.get('models').split(',');
  const from = Number(query.get('cursor') ?? 0);
  const count = Math.min(Number(query.get('limit')), many - from);
  const values = Array.from({ length: count }, (_, i) => `campaign ${String(from + i).padStart(5, '0')}`);
  const rowOf = (model, campaign) => ({ model, campaign, conversions: '1', conversions_share: 1 / many, previous: { conversions: '1', conversions_share: 1 / many }, change: { conversions: 0, conversions_share: 0 } });
  const more = many - from - count;
  return {
    ...whole, models: models.map((name) => ({ name, rule: name, title: name })), data: values.flatMap((campaign) => models.map((model) => rowOf(model, campaign))),
    group_count: many, more, next_cursor: more > 0 ? String(from + count) : null,
  };
}

function framesWhileScrolling(body, steps) {
  return new Promise((resolve) => {
    const times = [];
    const tick = (now) => {
      times.push(now);
      body.scrollBy(0, 400);
      if (times.length < steps) requestAnimationFrame(tick);
      else resolve(times);
    };
    requestAnimationFrame(tick);
  });
}

// Rows are read page by page as they near; what is drawn stays as small.
async function hundredThousand({ page, url, site, note }) {
  const whole = await site.get('/query', { metrics: 'conversions,conversions_share', dimensions: 'campaign', compare: 'previous' });
  await page.route(/\/api\/v1\/query\?/, (route) => {
    const query = new URL(route.request().url()).searchParams;
    const isRows = query.get('dimensions') === 'campaign' && !query.has('interval') && query.get('metrics').startsWith('conversions');
    return isRows ? route.fulfill({ json: campaignsOf(whole, query) }) : route.continue();
  });
  await visit(page, `${url}/?by=campaign`);
  assert.equal(Number(await page.getAttribute('#breakdown-table', 'aria-rowcount')), many + 1);
  const times = await page.$eval('#breakdown-table .vt-body', framesWhileScrolling, 120);
  note(`${((times.length - 1) * 1000 / (times.at(-1) - times[0])).toFixed(0)} frames a second while 100,000 rows are scrolled`);
  await page.$eval('#breakdown-table .vt-body', (body) => body.scrollTo(0, body.scrollHeight));
  await page.waitForSelector(`#breakdown-table .vt-row[aria-rowindex="${many + 1}"]:not(.is-waiting)`);
  assert.ok((await page.$$('#breakdown-table .vt-body .vt-row')).length < 60);
  const last = await page.textContent('#breakdown-table .vt-body .vt-row:nth-last-child(2) [data-column=value]');
  assert.equal(last, `campaign ${many - 1}`);
}

// A link from a page of all values to one of them, and what it is called there.
async function sidePanel({ page, site }) {
  const { url } = await server(site);
  await visit(page, url);
  await page.click('#breakdown-table .vt-body .vt-row:nth-child(2) button');
  await page.waitForSelector('#side:not([hidden]) .side-figures');
  assert.equal(await page.textContent('#side-name'), oddNames[0]);
  assert.ok(await page.$eval('#side', (side) => side.scrollWidth <= side.clientWidth));
}

export const cases = [
  { name: 'hostile: 2,124 channels scroll and are searched', needs: 'programs', run: manyChannels },
  { name: 'hostile: compare and explore say that there are more', needs: 'programs', run: moreThanRead },
  { name: 'hostile: odd names stand as they are', needs: 'programs', run: oddChannels },
  { name: 'hostile: large amounts are not cut', needs: 'programs', run: largeAmounts },
  { name: 'hostile: odd names on a phone', needs: 'programs', page: { width: 320, height: 780 }, run: onPhone },
  { name: 'hostile: 100,000 values scroll', run: hundredThousand },
  { name: 'hostile: the side panel of an odd name', needs: 'programs', run: sidePanel },
];
