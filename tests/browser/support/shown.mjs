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

// The same of cells with amounts; those that are shown rounded are told exactly by their title.
export async function amountCells(page, table) {
  const rows = await page.$$eval(`${table} tbody tr`, (all) => all.map((row) =>
    [...row.querySelectorAll('td.number')].map((cell) => cell.querySelector('[title]')?.title ?? cell.textContent)));
  return rows.map((row) => row.map(amount));
}

// Rows of credits as the page shows them, by data-column: [{name: 'Email', 'a.conversions': '12', ...}].
export async function creditRows(page, table) {
  const rows = await page.$$eval(`${table} tbody tr`, (all) => all.map((row) => {
    const named = [...row.querySelectorAll('[data-column]')].map((cell) =>
      [cell.dataset.column, cell.querySelector('[title]')?.title ?? cell.textContent]);
    return { name: row.querySelector('th a').textContent, ...Object.fromEntries(named) };
  }));
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, text]) => [name, name === 'name' ? text : amount(text)])));
}

// The API's rows, one a model, as lists of those of one thing: they follow each other.
export function byModels({ models, data }) {
  const groups = [];
  for (let at = 0; at < data.length; at += models.length) {
    const group = data.slice(at, at + models.length);
    groups.push(group);
    if (!group.every(({ model }, i) => model === models[i].name)) throw new Error(`rows of other models: ${JSON.stringify(group)}`);
  }
  return groups;
}

function difference(first, second, measure) {
  return textOf(exact(second[measure]) - exact(first[measure]), 0);
}

// What the page shows of two such rows.
export function creditsOf([first, second]) {
  const of = (measure) => ({
    [`a.${measure}`]: amount(first[measure]),
    [`b.${measure}`]: amount(second[measure]),
    [`difference.${measure}`]: difference(first, second, measure),
  });
  return { ...of('conversions'), ...of('revenue') };
}

// An answer's total of one model and currency.
export function totalOf({ totals }, model, currency) {
  return totals.find((total) => total.model === model && total.currency === currency);
}

export function shownCurrency(page) {
  return page.$eval('#currency', (select) => (select.value === '(none)' ? null : select.value));
}

export async function cardFigure(page, card, model) {
  return amount(await page.$eval(`[data-card=${card}] [data-model=${model}] .figure`, (figure) => figure.title || figure.textContent));
}

// Waits until a card says so, exactly: live numbers take a moment.
export async function waitForCard(page, card, model, value, timeout = 15_000) {
  await page.waitForFunction(([name, by, wanted]) => {
    const figure = document.querySelector(`[data-card=${name}] [data-model=${by}] .figure`);
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
