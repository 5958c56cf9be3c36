// Each channel: what either model credits to it, and what moves between them.
import { shownCurrency } from '../currency.js';
import { el } from '../dom.js';
import { channelName } from '../format.js';
import { addressWith } from '../state.js';
import { bars, creditCells, creditColumns, creditHead, largestOf, shownModels, textColumn, usableSort } from './credits.js';
import { drawPanel, emptyNote, sorted, sortHead } from './parts.js';

const columns = { channel: textColumn('channel'), ...creditColumns };

function rowOf(row, shown, measure, largest) {
  const name = channelName(row.channel);
  return el('tr', { 'data-key': name, 'data-channel': name },
    el('th', { scope: 'row', class: 'lead' },
      el('a', { href: addressWith({ channel: name }), 'data-action': 'go', class: row.channel === null ? 'is-none' : null,
        title: `Only ${name}` }, name)),
    el('td', { class: 'bars-cell' }, bars(row, shown, measure, largest)),
    creditCells(row, shown));
}

export function render(root, data) {
  drawPanel(root, data, ({ data: all, totals }) => {
    const { state } = data;
    const currency = shownCurrency(state, totals);
    const shown = shownModels(state);
    const rows = all.filter((row) => row.currency === currency && shown.every((model) => row[model]));
    if (rows.length === 0) return emptyNote('No conversions in these days', 'Choose other days, or fewer filters.');
    const measure = state.measure || 'conversions';
    const sort = usableSort(state.sort, shown);
    const lead = [
      sortHead({ name: 'channel', title: 'Channel', sort, action: 'sort-channels', isNumber: false }),
      el('th', { scope: 'col', class: 'bars-head' }, measure === 'revenue' ? 'Share of revenue' : 'Share of conversions'),
    ];
    return el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of channels' },
      el('table', { id: 'channels-table' },
        creditHead({ lead, shown, sort, action: 'sort-channels', currency }),
        el('tbody', {}, sorted(rows, sort, columns).map((row) => rowOf(row, shown, measure, largestOf(rows, shown, measure))))));
  }, 8);
}
