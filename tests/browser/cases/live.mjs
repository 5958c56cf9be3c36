// Events show as they happen, without reloading.
import assert from 'node:assert/strict';
import { visit } from '../support/browser.mjs';
import { cardFigure, plain, shownCurrency, sumOfTotals, waitForCard } from '../support/shown.mjs';
import { lastDay } from '../support/site.mjs';

const soonMs = 1000;

function eventOf(id, more = {}) {
  return JSON.stringify({
    event_id: id, user_pseudo_id: `live-${id}`, event_timestamp: `${lastDay}T21:00:00Z`, event_name: 'page_view',
    channel: 'Email', page_location: 'https://shop.example/live', ...more,
  });
}

// attrib-stream, reading from us; the first event shows that it does.
async function startStream({ page, site }, id) {
  const stream = site.programs.start('attrib-stream', ...site.database(), '-');
  stream.child.stdin.write(`${eventOf(id)}\n`);
  await page.waitForSelector(`[data-event="${id}"]`);
  return stream;
}

async function purchase(context) {
  const { page, url, note } = context;
  await visit(page, url);
  const currency = await shownCurrency(page);
  const conversions = Number(await cardFigure(page, 'conversions', 'last_click'));
  const revenue = await cardFigure(page, 'revenue', 'last_click');
  const wanted = ((Math.round(Number(revenue) * 100) + 123456) / 100).toFixed(2);
  const stream = await startStream(context, 'before-purchase');
  try {
    const began = performance.now();
    stream.child.stdin.write(`${eventOf('the-purchase', { event_name: 'purchase', event_value: '1234.56', currency })}\n`);
    await Promise.all([
      page.waitForSelector('[data-event="the-purchase"].is-conversion', { timeout: soonMs }),
      waitForCard(page, 'conversions', 'last_click', String(conversions + 1), soonMs),
      waitForCard(page, 'revenue', 'last_click', wanted, soonMs),
    ]);
    note(`a purchase shows ${Math.round(performance.now() - began)} ms after it was written to attrib-stream`);
    const row = await page.textContent('[data-event="the-purchase"]');
    assert.match(row, /Conversion/, 'said in words');
    assert.match(row, /First click Email/, 'and where it went');
    await page.click('#views a:text-is("Conversions")');
    await page.waitForSelector('tr[data-conversion="the-purchase"]');
  } finally {
    stream.child.stdin.end();
    await stream.stop();
  }
}

async function underFilters(context) {
  const { page, url } = context;
  await visit(page, `${url}/?channel=Email&modelA=last_click`);
  const currency = await shownCurrency(page);
  const before = Number(await cardFigure(page, 'conversions', 'last_click'));
  const stream = await startStream(context, 'before-filtered');
  try {
    const buy = (id, channel) => `${eventOf(id, { channel, event_name: 'purchase', event_value: '1', currency })}\n`;
    stream.child.stdin.write(buy('other-channel', 'Affiliates') + buy('this-channel', 'Email'));
    await waitForCard(page, 'conversions', 'last_click', String(before + 1));
  } finally {
    stream.child.stdin.end();
    await stream.stop();
  }
}

// The stream tells the totals of first and last click; those of other models are asked for.
async function otherModels(context) {
  const { page, url, site } = context;
  await visit(page, `${url}/?modelA=linear&modelB=shapley`);
  const currency = await shownCurrency(page);
  const before = await cardFigure(page, 'conversions', 'linear');
  const stream = await startStream(context, 'before-models');
  try {
    stream.child.stdin.write(`${eventOf('by-models', { event_name: 'purchase', event_value: '1', currency })}\n`);
    await waitForCard(page, 'conversions', 'linear', String(Number(before) + 1));
    const answer = await site.get('/query', { models: 'linear,shapley', metrics: 'conversions,revenue' });
    for (const model of ['linear', 'shapley']) await waitForCard(page, 'conversions', model, sumOfTotals(answer, model));
  } finally {
    stream.child.stdin.end();
    await stream.stop();
  }
}

async function pause(context) {
  const { page, url } = context;
  await visit(page, url);
  const stream = await startStream(context, 'before-pause');
  try {
    await page.click('[data-action=pause]');
    stream.child.stdin.write(`${eventOf('while-paused')}\n`);
    await page.waitForFunction(() => /1 more came in/.test(document.querySelector('.live-note').textContent));
    assert.equal(await page.$('[data-event="while-paused"]'), null);
    await page.click('[data-action=pause]');
    await page.waitForSelector('[data-event="while-paused"]');
  } finally {
    stream.child.stdin.end();
    await stream.stop();
  }
}

// Many at once: the panel keeps its size, and nothing of the page is rebuilt.
async function flood(context) {
  const { page, url, site } = context;
  await visit(page, url);
  await page.evaluate(() => { document.querySelector('#breakdown-table .vt-body .vt-row').isSame = true; });
  await page.focus('#breakdown-table .vt-body button');
  const lines = Array.from({ length: 3000 }, (_, i) => eventOf(`flood-${i}`, { user_pseudo_id: `flood-${i % 97}` }));
  const stream = await startStream(context, 'before-flood');
  stream.child.stdin.write(`${lines.join('\n')}\n${eventOf('after-flood', { event_timestamp: `${lastDay}T21:00:01Z` })}\n`);
  await page.waitForSelector('[data-event="after-flood"]');
  stream.child.stdin.end();
  await stream.stop();
  assert.ok((await page.$$('#live-list li')).length <= 50);
  const { mark, focus } = await page.evaluate(() => ({
    mark: [...document.querySelectorAll('#breakdown-table .vt-row')].some((row) => row.isSame), focus: document.activeElement.matches('#breakdown-table button'),
  }));
  assert.ok(mark && focus);
  assert.ok(Number(plain(await page.textContent('#events-a-minute'))) >= 0);
  assert.equal((await site.get('/status')).is_live, true);
}

export const cases = [
  { name: 'live: a purchase shows within a second', needs: 'programs', run: purchase },
  { name: 'live: totals follow under filters, too', needs: 'programs', run: underFilters },
  { name: 'live: totals follow by other models, too', needs: 'programs', run: otherModels },
  { name: 'live: pausing holds the list', needs: 'programs', run: pause },
  { name: 'live: a flood leaves the page as it was', needs: 'programs', run: flood },
];
