// Saves every row of a list as CSV: the API gives it by pages, and the file is all of them.
import { addressOf, get, getBlob } from './api.js';
import { onAction } from './dom.js';
import { handOver } from './exports.js';
import { formatCount } from './format.js';

const pageRows = 1_000; // the most that the API gives at once

// A page as text, and where the next one begins: CSV has no place for a cursor.
async function readPage({ path, parameters }, cursor) {
  const page = { ...parameters, limit: pageRows, cursor };
  const [text, { data, next_cursor: next }] = await Promise.all([
    getBlob(addressOf(path, { ...page, format: 'csv' })).then((blob) => blob.text()), get(path, page),
  ]);
  return { text, count: data.length, next };
}

const withoutHead = (text) => text.slice(text.indexOf('\n') + 1);

// The whole list as CSV. `onCount` gets the number of rows received so far.
export async function allRows(list, onCount) {
  const parts = [];
  let count = 0;
  let cursor;
  do {
    const page = await readPage(list, cursor);
    parts.push(parts.length === 0 ? page.text : withoutHead(page.text));
    count += page.count;
    onCount(count);
    cursor = page.next;
  } while (cursor);
  return new Blob(parts, { type: 'text/csv' });
}

async function save(button) {
  const words = button.querySelector('[data-part=export-words]');
  const { path, parameters, file } = button.dataset;
  button.disabled = true;
  try {
    const blob = await allRows({ path, parameters: JSON.parse(parameters) }, (count) => { words.textContent = formatCount(count); });
    handOver(blob, file);
    words.textContent = 'CSV';
  } catch {
    words.textContent = 'Not saved';
  }
  button.disabled = false;
}

export function wireAllRows() {
  onAction('export-all', save);
}
