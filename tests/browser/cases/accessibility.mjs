// For everyone: axe-core finds nothing, light and dark, on a phone, with the journey open.
import assert from 'node:assert/strict';
import { checkAxe } from '../support/axe.mjs';
import { visit } from '../support/browser.mjs';

const views = ['', 'compare', 'paths', 'explore', 'conversions', 'quality'];

// Every view, with what opens on it.
async function checkViews({ page, url }) {
  for (const view of views) {
    await visit(page, `${url}/${view ? `?view=${view}` : ''}`);
    for (const summary of await page.$$('.as-table summary, .chooser summary')) await summary.click();
    await checkAxe(page);
  }
}

async function checkJourney({ page, url }) {
  await visit(page, `${url}/?view=conversions`);
  await page.click('#conversions-table tbody tr:first-child button');
  await page.waitForSelector('#journey[open] .journey');
  await checkAxe(page);
}

// The menus of the sentence, the side panel, what is left out, a filter that nothing passes.
async function checkStates({ page, url }) {
  await visit(page, `${url}/?channel=Direct&measure=revenue&shift=1&model=old`);
  await page.click('#dates > summary');
  await checkAxe(page);
  await page.click('#filter > summary');
  await checkAxe(page);
  await page.click('#breakdown-table .vt-body button');
  await page.waitForSelector('#side:not([hidden]) .side-figures');
  await checkAxe(page);
  await visit(page, `${url}/?channel=Nobody`);
  await checkAxe(page);
}

async function checkPhoneStates({ page, url }) {
  await visit(page, `${url}/?channel=Direct`);
  await page.click('[data-action=open-sentence]');
  await page.click('#filter > summary');
  await checkAxe(page);
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
  for (const view of views) {
    await visit(page, `${url}/${view ? `?view=${view}` : ''}`);
    const { wide, window } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
    assert.equal(wide, window, `${view || 'overview'} does not scroll sideways`);
  }
  await visit(page, `${url}/?view=conversions`);
  await page.click('#conversions-table tbody tr:first-child button');
  await page.waitForSelector('#journey[open] .journey');
  const box = await page.locator('#journey').boundingBox();
  assert.ok(box.x >= 0 && box.width <= 320);
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

// What comes after the figures is there, too.
function complete(page) {
  return page.waitForFunction(() => !document.querySelector('.view-overview')
    || (document.querySelector('.dot.is-ghost') && document.querySelector('.multiples:not(.is-waiting)')));
}

// Nothing moves when the figures come: the sum of all layout shifts stays below what Web Vitals call
// good.
async function stillness({ page, url, note }) {
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    globalThis.moved = [];
    const named = ({ node, previousRect, currentRect }) => `${node?.className || node?.nodeName} from ${previousRect.y} to ${currentRect.y}`;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries().filter(({ hadRecentInput }) => !hadRecentInput)) {
        globalThis.shifted += entry.value;
        globalThis.moved.push(`${entry.value.toFixed(3)}: ${entry.sources.map(named).join(', ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const view of views) {
    await visit(page, `${url}/${view ? `?view=${view}` : ''}`);
    await complete(page);
    const { shifted, moved } = await page.evaluate(() => ({ shifted: globalThis.shifted, moved: globalThis.moved }));
    note(`${view || 'overview'}: layout shift ${shifted.toFixed(3)}`);
    assert.ok(shifted <= 0.1, `${view || 'overview'}: ${shifted}; ${moved.join('; ')}`);
  }
}

// With colours of the reader's own, marks are told apart by shape, and nothing is lost.
async function forcedColours({ page, url }) {
  await visit(page, url);
  await complete(page);
  const shapes = await page.$$eval('.dot-plot li:first-child .dot use', (uses) => uses.map((use) => use.getAttribute('href')));
  assert.ok(shapes.length > 2);
  assert.equal(new Set(shapes).size, shapes.length);
  await checkAxe(page);
}

// Twice the size of everything is half the width.
async function zoomed({ page, url }) {
  await visit(page, url);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await checkAxe(page);
}

async function stillMotion({ page, url }) {
  await visit(page, url);
  const lengths = await page.$$eval('.panel-body', (bodies) => bodies.map((body) => getComputedStyle(body).transitionDuration));
  assert.ok(lengths.every((length) => length === '0s'));
}

async function printed({ page, url }) {
  await visit(page, url);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.isVisible('.top'), false);
  assert.ok(await page.isVisible('.tiles'));
  const cut = await page.$eval('#breakdown-table .vt-body', (body) => body.scrollHeight - body.clientHeight);
  assert.ok(cut <= 1, 'the table is not cut');
}

export const cases = [
  { name: 'accessibility: axe, every view, light', run: checkViews },
  { name: 'accessibility: axe, every view, dark', page: { scheme: 'dark' }, run: checkViews },
  { name: 'accessibility: axe, every view, phone', page: { width: 360, height: 780 }, run: checkViews },
  { name: 'accessibility: axe, journey', run: checkJourney },
  { name: 'accessibility: axe, journey, dark', page: { scheme: 'dark' }, run: checkJourney },
  { name: 'accessibility: axe, menus, side panel, nothing found', run: checkStates },
  { name: 'accessibility: axe, menus on a phone, dark', page: { width: 360, height: 2000, scheme: 'dark' }, run: checkPhoneStates },
  { name: 'accessibility: dark scheme, and the toggle is remembered', page: { scheme: 'dark' }, run: dark },
  { name: 'accessibility: a phone 320 wide', page: { width: 320, height: 780 }, run: phone },
  { name: 'accessibility: the focus shows, from the skip link on', run: keyboardOnly },
  { name: 'accessibility: nothing moves', run: stillness },
  { name: 'accessibility: nothing moves on a phone', page: { width: 360, height: 780 }, run: stillness },
  { name: 'accessibility: forced colours', page: { forcedColors: 'active' }, run: forcedColours },
  { name: 'accessibility: 200 %', page: { width: 640, height: 450, deviceScaleFactor: 2 }, run: zoomed },
  { name: 'accessibility: reduced motion', page: { reducedMotion: 'reduce' }, run: stillMotion },
  { name: 'accessibility: on paper', run: printed },
];
