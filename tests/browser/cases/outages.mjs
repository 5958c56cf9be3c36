// The server goes away and comes back; nobody reloads the page.
import assert from 'node:assert/strict';
import { settled, visit } from '../support/browser.mjs';
import { cardFigure, creditRows } from '../support/shown.mjs';

const isLive = (page, kind) => page.waitForSelector(`[data-live=${kind}]`);

async function restart({ page, url, site }) {
  await visit(page, url);
  const revenue = await cardFigure(page, 'revenue', 'last_click');
  await site.server.stop();
  await isLive(page, 'off');
  assert.match(await page.textContent('#liveness'), /Not live, reconnecting/);
  assert.equal(await cardFigure(page, 'revenue', 'last_click'), revenue, 'the numbers stay');
  assert.match(await page.textContent('[data-notice=stale]'), /All figures are as of \d/, 'and say of when they are');
  await site.serveAgain();
  await isLive(page, 'on');
  await settled(page);
  assert.equal(await page.$('[data-notice=stale]'), null);
  assert.equal(await cardFigure(page, 'revenue', 'last_click'), revenue);
}

// A page that asks for something while the server is away says so, and finds it later.
async function askWhileAway({ page, url, site }) {
  await visit(page, url);
  await site.server.stop();
  await isLive(page, 'off');
  const before = (await creditRows(page)).length;
  await page.selectOption('#modelA', 'last_click');
  await page.waitForSelector('[data-notice=failure]');
  assert.match(await page.textContent('[data-notice=failure]'), /does not answer/);
  assert.equal((await page.$$('[data-notice=failure]')).length, 1, 'said once for the page');
  assert.equal((await creditRows(page)).length, before, 'the numbers that stood still stand');
  await site.serveAgain();
  await isLive(page, 'on');
  await page.waitForFunction(() => !document.querySelector('#breakdown-table [data-column=b]'));
  await page.waitForFunction(() => !document.querySelector('[data-notice=failure]'));
}

export const cases = [
  { name: 'outages: not live, then live again by itself', needs: 'programs', tolerates: /Failed to load resource/, run: restart },
  { name: 'outages: filters chosen while the server is away', needs: 'programs', tolerates: /Failed to load resource/, run: askWhileAway },
];
