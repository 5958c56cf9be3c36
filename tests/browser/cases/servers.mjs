// Servers of other kinds: one that wants a token, one without events.
import assert from 'node:assert/strict';
import { settled } from '../support/browser.mjs';
import { readToken } from '../support/site.mjs';

async function token({ page, site }) {
  const server = await site.serve({ tokens: [`read ${readToken}`] });
  await page.goto(server.url);
  await page.waitForSelector('#token[open]');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'token-input');
  await page.keyboard.type('this-is-not-the-token');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#token-wrong:not([hidden])');
  await page.fill('#token-input', readToken);
  await page.click('#token button[type=submit]');
  await settled(page);
  await page.reload();
  await settled(page);
  assert.equal(await page.$('#token[open]'), null, 'it is kept while the tab is open');
  const download = page.waitForEvent('download');
  await page.click('#channels-export');
  assert.equal((await download).suggestedFilename(), 'channels.csv');
}

async function declined({ page, site }) {
  const server = await site.serve({ tokens: [`read ${readToken}`] });
  await page.goto(server.url);
  await page.waitForSelector('#token[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#totals-body .note.is-error');
  assert.equal(await page.$('#token[open]'), null, 'nobody is asked twice');
  await page.click('#totals-body [data-action=retry]');
  await page.waitForSelector('#token[open]');
  await page.fill('#token-input', readToken);
  await page.keyboard.press('Enter');
  await settled(page);
}

async function empty({ page, site }) {
  const server = await site.serve({ folder: 'empty' });
  await page.goto(server.url);
  await page.waitForSelector('#welcome:not([hidden])');
  const words = await page.textContent('#welcome');
  assert.match(words, /attrib-load FILE/);
  assert.match(words, /attrib-stream FILE/);
  assert.equal(await page.isVisible('#content'), false);
  await site.programs.run('attrib-load', ...site.database('empty'), 'example.csv');
  await page.waitForSelector('#content:not([hidden])');
  await settled(page);
  assert.equal(await page.textContent('[data-card=conversions] [data-model=first_click] .figure'), '2');
  assert.equal(await page.isVisible('#welcome'), false);
}

export const cases = [
  { name: 'servers: a token is asked for', needs: 'programs', tolerates: /401/, run: token },
  { name: 'servers: a token is declined, then given', needs: 'programs', tolerates: /401/, run: declined },
  { name: 'servers: an empty one says how to fill it, then shows it', needs: 'programs', tolerates: /503/, run: empty },
];
