// Each channel: what either model credits to it, and what moves between them.
import { shownCurrency } from '../currency.js';
import { el } from '../dom.js';
import { channelName } from '../format.js';
import { sideBySide } from '../side_by_side.js';
import { addressWith } from '../state.js';
import { bars, creditCells, creditColumns, creditHead, largestOf, textColumn, usableSort } from './credits.js';
import { drawPanel, emptyNote, sorted, sortHead } from './parts.js';

const columns = { channel: textColumn('channel'), ...creditColumns };

function rowOf(row, measure, largest) {
  const name = channelName(row.channel);
  return el('tr', { 'data-key': name, 'data-channel': name },
    el('th', { scope: 'row', class: 'lead' },
      el('a', { href: addressWith({ channel: name }), 'data-action': 'go', class: row.channel === null ? 'is-none' : null,
        title: `Only ${name}` }, name)),
    el('td', { class: 'bars-cell' }, bars(row, measure, largest)),
    creditCells(row));
}

export function render(root, data) {
  drawPanel(root, data, ({ data: all, totals, models }) => {
    const { state } = data;
    const currency = shownCurrency(state, totals);
    const rows = sideBySide(all.filter((row) => row.currency === currency), models, ['channel', 'currency']);
    if (rows.length === 0) return emptyNote('No conversions in these days', 'Choose other days, or fewer filters.');
    const measure = state.measure || 'conversions';
    const sort = usableSort(state.sort, columns, models);
    const lead = [
      sortHead({ name: 'channel', title: 'Channel', sort, action: 'sort-channels', isNumber: false }),
      el('th', { scope: 'col', class: 'bars-head' }, measure === 'revenue' ? 'Share of revenue' : 'Share of conversions'),
    ];
    const largest = largestOf(rows, measure);
    return el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of channels' },
      el('table', { id: 'channels-table' },
        creditHead({ lead, models, sort, action: 'sort-channels', currency }),
        el('tbody', {}, sorted(rows, sort, columns).map((row) => rowOf(row, measure, largest)))));
  }, 8);
}
