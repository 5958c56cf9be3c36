// Why a conversion is credited as it is.
import assert from 'node:assert/strict';
import { visit } from '../support/browser.mjs';

const touchpoints = (page) => page.$$eval('[data-touchpoint]', (all) => all.map((item) => ({
  id: item.dataset.touchpoint,
  channel: item.querySelector('.tag').textContent,
  credits: [...item.querySelectorAll('.model-key')].map((key) => key.textContent),
})));

async function byKeyboard({ page, url, site }) {
  await visit(page, url);
  const opener = '#conversions-table tbody tr:first-child button';
  await page.focus(opener);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#journey[open] .journey');
  const open = new URL(page.url()).searchParams.get('open');
  const wanted = await site.get(`/conversions/${encodeURIComponent(open)}`);
  const titles = { first_click: 'First click', last_click: 'Last click' };
  assert.deepEqual(await touchpoints(page), wanted.touchpoints.map((touch) => ({
    id: touch.session_id, channel: touch.channel, credits: touch.credited_by.map((model) => titles[model]),
  })));
  for (const model of Object.keys(titles)) {
    assert.equal(await page.textContent(`.credits [data-model=${model}] .tag`), wanted.conversion[model]?.channel ?? '(unattributed)');
  }
  assert.ok(await page.evaluate(() => document.querySelector('#journey').contains(document.activeElement)), 'the focus is in the dialog');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('#journey').open);
  assert.equal(await page.evaluate((name) => document.activeElement === document.querySelector(name), opener), true, 'the focus is back');
  // The address follows with the dialog's close event, which comes after it is closed.
  await page.waitForFunction(() => !new URL(location.href).searchParams.has('open'));
}

// The example of docs/semantics.md: e's window opens a microsecond too late for the first session.
async function workedExample({ page, url }) {
  await visit(page, `${url}/?open=e&user=ann`);
  await page.waitForSelector('#journey[open] .journey');
  assert.deepEqual((await touchpoints(page)).map(({ channel, credits }) => [channel, ...credits]),
    [['Paid Search', 'First click'], ['Direct', 'Last click']]);
  const excluded = await page.$$eval('[data-excluded]', (all) => all.map((item) => item.querySelector('.touch-head').textContent));
  assert.deepEqual(excluded, ['EmailBegan before the window opened']);
  await page.goto(`${url}/?open=d&user=ann`);
  await page.waitForSelector('#journey[open] .journey');
  assert.deepEqual((await touchpoints(page)).map(({ channel }) => channel), ['Email', 'Paid Search', 'Direct']);
}

async function unknown({ page, url }) {
  await page.goto(`${url}/?open=no-such-conversion`);
  await page.waitForSelector('#journey[open] .note.is-error');
  await page.click('[data-action=close-journey]');
  await page.waitForFunction(() => !document.querySelector('#journey').open);
}

async function back({ page, url }) {
  await visit(page, url);
  await page.click('#conversions-table tbody tr:nth-child(2) button');
  await page.waitForSelector('#journey[open] .journey');
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector('#journey').open);
}

export const cases = [
  { name: 'journey: opens and closes by keyboard', run: byKeyboard },
  { name: 'journey: the worked example', needs: 'programs', run: workedExample },
  { name: 'journey: of a conversion that is not there', tolerates: /404/, run: unknown },
  { name: 'journey: back closes it', run: back },
];
