// Why a conversion is credited as it is.
import assert from 'node:assert/strict';
import { visit } from '../support/browser.mjs';

const touchpoints = (page) => page.$$eval('[data-touchpoint]', (all) => all.map((item) => ({
  id: item.dataset.touchpoint,
  channel: item.querySelector('.tag').textContent,
  credits: [...item.querySelectorAll('.model-key')].map((key) => key.textContent),
  amounts: [...item.querySelectorAll('.touch-credits > [data-model]')].map((row) => [row.dataset.model,
    ...['credit', 'share', 'weight', 'revenue'].map((part) => row.querySelector(`[data-part=${part}]`).textContent)]),
})));

// The API leaves out zeros at the end.
const trimmed = (text) => text.replace(/(\.\d*?)0+(?=$| )/, '$1');
const grouped = (digits) => BigInt(digits).toLocaleString('en');

async function byKeyboard({ page, url, site }) {
  await visit(page, `${url}/?view=conversions`);
  const opener = '#conversions-table tbody tr:first-child button';
  await page.focus(opener);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#journey[open] .journey');
  const open = new URL(page.url()).searchParams.get('open');
  const wanted = await site.get(`/conversions/${encodeURIComponent(open)}`, { models: 'first_click,last_click' });
  const titles = { first_click: 'First click', last_click: 'Last click' };
  const shown = (await touchpoints(page)).map(({ amounts, ...others }) => others);
  assert.deepEqual(shown, wanted.touchpoints.map((touch) => ({
    id: touch.session_id, channel: touch.channel, credits: touch.credits.map(({ model }) => titles[model]),
  })));
  for (const model of Object.keys(titles)) {
    const credited = wanted.touchpoints.find((touch) => touch.credits.some((credit) => credit.model === model));
    assert.equal(await page.textContent(`.credits [data-model=${model}] .tag`), credited?.channel ?? '(unattributed)');
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

// The figures of docs/models.md, every digit, beside what they come from.
async function otherModels({ page, url, site }) {
  await visit(page, `${url}/?open=d&user=ann&modelA=linear&modelB=time_decay`);
  await page.waitForSelector('#journey[open] .journey');
  const figures = (await touchpoints(page)).map(({ channel, amounts }) =>
    [channel, ...amounts.map(([model, credit, , , revenue]) => [model, credit, revenue])]);
  assert.deepEqual(figures, [
    ['Email', ['linear', 'credit 0.333334', '6.666667 EUR'], ['time_decay', 'credit 0.166552', '3.331038 EUR']],
    ['Paid Search', ['linear', 'credit 0.333333', '6.666667 EUR'], ['time_decay', 'credit 0.167240', '3.344810 EUR']],
    ['Direct', ['linear', 'credit 0.333333', '6.666666 EUR'], ['time_decay', 'credit 0.666208', '13.324152 EUR']],
  ].map(([channel, ...amounts]) => [channel, ...amounts.map(([model, credit, revenue]) => [model, trimmed(credit), trimmed(revenue)])]));
  const wanted = await site.get('/conversions/d', { user: 'ann', models: 'linear,time_decay' });
  const sums = new Map(wanted.models.map((model) => [model.name, grouped(model.weight_sum)]));
  const weights = (await touchpoints(page)).map(({ amounts }) => amounts.map(([model, , share, weight]) => [model, share, weight]));
  assert.deepEqual(weights, wanted.touchpoints.map(({ credits }) => credits.map(({ model, share, weight }) =>
    [model, `${(share * 100).toFixed(1)}%`, `weight ${grouped(weight)} of ${sums.get(model)}`])));
}

async function unknown({ page, url }) {
  await page.goto(`${url}/?open=no-such-conversion`);
  await page.waitForSelector('#journey[open] .note.is-error');
  await page.click('[data-action=close-journey]');
  await page.waitForFunction(() => !document.querySelector('#journey').open);
}

async function back({ page, url }) {
  await visit(page, `${url}/?view=conversions`);
  await page.click('#conversions-table tbody tr:nth-child(2) button');
  await page.waitForSelector('#journey[open] .journey');
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector('#journey').open);
}

export const cases = [
  { name: 'journey: opens and closes by keyboard', run: byKeyboard },
  { name: 'journey: the worked example', needs: 'programs', run: workedExample },
  { name: 'journey: the worked example by other models', needs: 'programs', run: otherModels },
  { name: 'journey: of a conversion that is not there', tolerates: /404/, run: unknown },
  { name: 'journey: back closes it', run: back },
];
