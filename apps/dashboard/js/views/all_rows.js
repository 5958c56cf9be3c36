// A button that saves every row of a list as CSV, however many pages the API has of it.
import { el, icon } from '../dom.js';

// `list` is {path, parameters} of the list without its limit; all_rows.js at the top does the work.
export function allRowsButton(name, { path, parameters }) {
  return el('button', { type: 'button', id: `${name}-export`, class: 'button is-quiet', 'data-action': 'export-all', 'data-path': path,
    'data-parameters': JSON.stringify(parameters), 'data-file': `${name}.csv` },
  icon('export'), el('span', { 'data-part': 'export-words', 'data-keep': true, role: 'status' }, 'CSV'), el('span', { class: 'visually-hidden' }, ` of all ${name}`));
}
