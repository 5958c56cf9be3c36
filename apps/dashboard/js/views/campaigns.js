// Each campaign, the models side by side.
import { shownCurrency } from '../currency.js';
import { el } from '../dom.js';
import { channelName, formatCount } from '../format.js';
import { sideBySide } from '../side_by_side.js';
import { addressWith } from '../state.js';
import { creditCells, creditColumns, creditHead, textColumn, usableSort } from './credits.js';
import { drawPanel, emptyNote, sorted, sortHead } from './parts.js';

export const none = '(none)'; // as the API's parameter says null

const members = ['campaign', 'source', 'medium', 'channel', 'currency'];
const columns = { campaign: textColumn('campaign'), channel: textColumn('channel'), ...creditColumns };

function rowOf(row) {
  const origin = [row.source, row.medium].filter(Boolean).join(' / ');
  return el('tr', { 'data-key': JSON.stringify(members.map((member) => row[member])) },
    el('th', { scope: 'row', class: 'lead' },
      el('a', { href: addressWith({ campaign: row.campaign ?? none }), 'data-action': 'go', class: row.campaign === null ? 'is-none' : null,
        title: `Only ${row.campaign ?? 'without a campaign'}` }, row.campaign ?? none),
      origin ? el('span', { class: 'second' }, origin) : null),
    el('td', {}, channelName(row.channel)),
    creditCells(row));
}

function leftOut(more) {
  if (more === 0) return null;
  return el('p', { class: 'hint' },
    `${formatCount(more)} more ${more === 1 ? 'row is' : 'rows are'} not shown; the totals above count ${more === 1 ? 'it' : 'them'}.`);
}

export function render(root, data) {
  drawPanel(root, data, ({ data: all, totals, more, models }) => {
    const { state } = data;
    const currency = shownCurrency(state, totals);
    const rows = sideBySide(all.filter((row) => row.currency === currency), models, members);
    if (rows.length === 0) return emptyNote('No campaigns in these days', 'Choose other days, or fewer filters.');
    const sort = usableSort(state.campaignSort, columns, models);
    const head = (name, title) => sortHead({ name, title, sort, action: 'sort-campaigns', isNumber: false });
    return [
      el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of campaigns' },
        el('table', { id: 'campaigns-table' },
          creditHead({ lead: [head('campaign', 'Campaign'), head('channel', 'Channel')], models, sort, action: 'sort-campaigns', currency }),
          el('tbody', {}, sorted(rows, sort, columns).map((row) => rowOf(row))))),
      leftOut(more),
    ];
  }, 6);
}
