// For everyone: axe-core finds nothing, light and dark, on a phone, with the journey open.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { visit } from '../support/browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function check(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.failureSummary})`).join(', ')}`);
  assert.deepEqual(found, []);
}

async function checkPage({ page, url }) {
  await visit(page, url);
  await check(page);
}

async function checkJourney({ page, url }) {
  await visit(page, url);
  await page.click('#conversions-table tbody tr:first-child button');
  await page.waitForSelector('#journey[open] .journey');
  await check(page);
}

async function checkTable({ page, url }) {
  await visit(page, `${url}/?channel=Direct&measure=revenue`);
  await page.click('.as-table summary');
  await check(page);
}

async function dark({ page, url }) {
  await visit(page, url);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const isDark = (colour) => /\d+/g.exec(colour) && colour.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 60);
  assert.ok(isDark(await background()), 'the system wants dark');
  await page.click('#theme');
  assert.ok(!isDark(await background()), 'the reader wants light');
  await page.reload();
  assert.ok(!isDark(await background()), 'and is remembered');
}

async function phone({ page, url }) {
  await visit(page, url);
  const { wide, window } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
  assert.equal(wide, window, 'the page does not scroll sideways');
  await page.click('#conversions-table tbody tr:first-child button');
  await page.waitForSelector('#journey[open] .journey');
  const box = await page.locator('#journey').boundingBox();
  assert.ok(box.x >= 0 && box.width <= 360);
  assert.ok(await page.$eval('#journey-body', (body) => body.scrollWidth <= body.clientWidth));
}

async function keyboardOnly({ page, url }) {
  await visit(page, url);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip-link');
  assert.ok((await page.locator('.skip-link').boundingBox()).y >= 0, 'the skip link shows itself');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.focus('.brand', { timeout: 1 }).catch(() => {});
  const seen = new Set();
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press('Tab');
    const { outline, name } = await page.evaluate(() => {
      const element = document.activeElement;
      // The radio buttons of a switch are drawn by the words beside them.
      const drawn = element.matches('.switch input') ? element.nextElementSibling : element;
      return { outline: getComputedStyle(drawn).outlineStyle, name: element.outerHTML.slice(0, 80) };
    });
    assert.notEqual(outline, 'none', `the focus shows on ${name}`);
    seen.add(name);
  }
  assert.ok(seen.size > 6);
}

export const cases = [
  { name: 'accessibility: axe, light', run: checkPage },
  { name: 'accessibility: axe, dark', page: { scheme: 'dark' }, run: checkPage },
  { name: 'accessibility: axe, phone', page: { width: 360, height: 780 }, run: checkPage },
  { name: 'accessibility: axe, journey', run: checkJourney },
  { name: 'accessibility: axe, journey, dark', page: { scheme: 'dark' }, run: checkJourney },
  { name: 'accessibility: axe, filtered, day table', run: checkTable },
  { name: 'accessibility: dark scheme, and the toggle is remembered', page: { scheme: 'dark' }, run: dark },
  { name: 'accessibility: a phone 360 wide', page: { width: 360, height: 780 }, run: phone },
  { name: 'accessibility: the focus shows, from the skip link on', run: keyboardOnly },
];
