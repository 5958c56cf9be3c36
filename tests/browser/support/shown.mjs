// What the page shows, read back into what the API says.

import { exact, textOf } from '../../../apps/dashboard/js/money.js';

// 1,234.50 -> 1234.50; a true minus -> -; +5 -> 5.
export function plain(text) {
  return text.trim().replaceAll(',', '').replace('\u2212', '-').replace(/^\+/, '');
}

// The same amount as one text, however it is written: 0.50 is 0.5.
export function amount(text) {
  return textOf(exact(plain(text)), 0);
}

// The texts of a table's body: a list of rows of cells.
export async function cells(page, table) {
  return page.$$eval(`${table} tbody tr`, (rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

// The rows of the breakdown that are drawn: [{name: 'Email', a: '12', b: '13', difference: '1'}]. Those
// that are shown rounded have the exact value in their title.
export async function creditRows(page, table = '#breakdown-table') {
  const rows = await page.$$eval(`${table} .vt-body .vt-row`, (all) => all.map((row) => {
    const exactOf = (column) => {
      const figure = row.querySelector(`[data-column=${column}] .figure, [data-column=${column}] .difference`);
      return figure ? figure.title || figure.textContent : null;
    };
    return { name: row.querySelector('[data-column=value]').textContent, a: exactOf('a'), b: exactOf('b'), difference: exactOf('difference') };
  }));
  return rows.map(({ name, ...row }) => ({ name, ...Object.fromEntries(Object.entries(row).filter(([, text]) => text !== null).map(([key, text]) => [key, amount(text)])) }));
}

// The API's rows, one for each model, as lists of those of one group: they follow each other.
export function byModels({ models, data: rows }) {
  const groups = [];
  for (let at = 0; at < rows.length; at += models.length) {
    const group = rows.slice(at, at + models.length);
    groups.push(group);
    if (!group.every(({ model }, i) => model === models[i].name)) throw new Error(`rows of other models: ${JSON.stringify(group)}`);
  }
  return groups;
}

function difference(first, second, measure) {
  return textOf(exact(second[measure]) - exact(first[measure]), 0);
}

// What the page shows of two such rows.
export function creditsOf([first, second], measure = 'conversions') {
  return { a: amount(first[measure]), b: amount(second[measure]), difference: difference(first, second, measure) };
}

// The sum of a metric over an answer's totals of one model, whatever the currency.
export function sumOfTotals({ totals }, model, metric = 'conversions') {
  return textOf(totals.filter((total) => total.model === model).reduce((sum, total) => sum + exact(total[metric]), 0n), 0);
}

// An answer's total of one model and currency.
export function totalOf({ totals }, model, currency) {
  return totals.find((total) => total.model === model && total.currency === currency);
}

// The currency whose revenue the page shows.
export async function shownCurrency(page) {
  const title = await page.textContent('[data-card=revenue] h3');
  return title.endsWith('no currency') ? null : title.split(', ')[1];
}

// What a tile says of a model; of the only figure, where all models agree.
export async function cardFigure(page, card, model) {
  const found = await page.$eval(`[data-card=${card}]`, (tile, name) => {
    const figure = tile.querySelector(`[data-model=${name}] .figure`) ?? tile.querySelector('[data-model=all] .figure');
    return figure.title || figure.textContent;
  }, model);
  return amount(found);
}

// Waits until a tile says so, exactly: live numbers take a moment.
export async function waitForCard(page, card, model, value, timeout = 15_000) {
  await page.waitForFunction(([name, by, wanted]) => {
    const tile = document.querySelector(`[data-card=${name}]`);
    const figure = tile?.querySelector(`[data-model=${by}] .figure`) ?? tile?.querySelector('[data-model=all] .figure');
    const said = (figure?.title || figure?.textContent)?.replaceAll(',', '').replace('\u2212', '-');
    const short = (text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
    return said !== undefined && short(said) === short(wanted);
  }, [card, model, value], { timeout });
}

// CSV as the API writes it: no line breaks in our values, quotes where there are commas.
export function parseCsv(text) {
  const [head, ...rows] = text.trimEnd().split('\n').map((line) =>
    [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

// All rows of a virtual table, scrolled to its end: Map of row key -> text of `cell`.
export async function virtualRows(page, table, cell) {
  const found = new Map();
  const body = page.locator(`${table} .vt-body`);
  for (;;) {
    await page.waitForFunction((name) => !document.querySelector(`${name} .is-waiting`), table);
    const { rows, isEnd } = await page.$eval(`${table} .vt-body`, (each, name) => ({
      rows: [...each.querySelectorAll('.vt-row')].map((row) => [row.dataset.row, row.querySelector(name).textContent]),
      isEnd: each.scrollTop + each.clientHeight >= each.scrollHeight - 1,
    }), cell);
    for (const [key, text] of rows) found.set(key, text);
    if (isEnd) return found;
    // The rows follow the scrolling with the next frame.
    await body.evaluate((each) => new Promise((resolve) => {
      each.scrollTop += each.clientHeight;
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    }));
  }
}
