// What the page shows, read back into what the API says.

// 1,234.50 -> 1234.50; a true minus -> -; +5 -> 5.
export function plain(text) {
  return text.trim().replaceAll(',', '').replace('\u2212', '-').replace(/^\+/, '');
}

// The texts of a table's body: a list of rows of cells.
export async function cells(page, table) {
  return page.$$eval(`${table} tbody tr`, (rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

// Rows of credits as the page shows them, by data-column: [{'first_click.conversions': '12', ...}].
export async function creditRows(page, table) {
  const rows = await page.$$eval(`${table} tbody tr`, (all) => all.map((row) => {
    const named = [...row.querySelectorAll('[data-column]')].map((cell) => [cell.dataset.column, cell.textContent]);
    return { name: row.querySelector('th a').textContent, ...Object.fromEntries(named) };
  }));
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, text]) => [name, name === 'name' ? text : plain(text)])));
}

// The same of the API's rows.
export function creditsOf({ first_click: first, last_click: last, difference }) {
  return {
    'first_click.conversions': String(first.conversions),
    'last_click.conversions': String(last.conversions),
    'difference.conversions': String(difference.conversions),
    'first_click.revenue': first.revenue,
    'last_click.revenue': last.revenue,
    'difference.revenue': difference.revenue,
  };
}

export function shownCurrency(page) {
  return page.$eval('#currency', (select) => (select.value === '(none)' ? null : select.value));
}

export async function cardFigure(page, card, model) {
  return plain(await page.textContent(`[data-card=${card}] [data-model=${model}] .figure`));
}

// Waits until a card says so: live numbers take a moment.
export async function waitForCard(page, card, model, value, timeout = 15_000) {
  await page.waitForFunction(([name, by, wanted]) => {
    const figure = document.querySelector(`[data-card=${name}] [data-model=${by}] .figure`);
    return figure?.textContent.replaceAll(',', '') === wanted;
  }, [card, model, value], { timeout });
}

// CSV as the API writes it: no line breaks in our values, quotes where there are commas.
export function parseCsv(text) {
  const [head, ...rows] = text.trimEnd().split('\n').map((line) =>
    [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}
