// The latest conversions; each opens its journey.
import { baseOf } from '../asked.js';
import { withCurrency } from '../currency.js';
import { el, icon } from '../dom.js';
import { plainFilters } from '../filters.js';
import { channelName, formatTime } from '../format.js';
import { formatMoney } from '../money.js';
import { strongModels } from '../models.js';
import { read } from '../questions.js';
import { channelTag, modelKey, noConversions } from '../views/parts.js';
import { shareTags } from '../views/shares.js';

const conversionsShown = 50;
const unattributed = channelName(null);
const channelsShown = 3;
const steps = { '': '200', 50: '200', 200: '1000' };

// Whether the answer has only some of the credit, so that a conversion without any may be credited
// to what was not asked for.
function isNarrowed({ channel, ...filters }) {
  const { conversion, currency, ...ofTouchpoints } = filters;
  return channel !== unattributed && (channel !== undefined || Object.keys(ofTouchpoints).length > 0);
}

function creditCell(row, { name }, filters) {
  const none = isNarrowed(filters) ? el('span', { class: 'is-none' }, 'elsewhere') : channelTag(null);
  return el('td', { 'data-model': name }, shareTags(row.credits, name, channelsShown) ?? none);
}

function rowOf(row, { range, models, filters }) {
  const time = formatTime(row.conversion_timestamp, range.time_zone);
  return el('tr', { 'data-key': JSON.stringify([row.user_pseudo_id, row.conversion_id]), 'data-conversion': row.conversion_id },
    el('th', { scope: 'row', class: 'lead' },
      el('button', { type: 'button', class: 'link', 'data-action': 'open-journey', 'data-conversion': row.key, 'aria-haspopup': 'dialog' },
        el('time', { datetime: row.conversion_timestamp, title: row.conversion_timestamp }, time),
        el('span', { class: 'visually-hidden' }, `, journey of ${row.conversion_name} ${row.transaction_id ?? row.conversion_id}`))),
    el('td', {}, row.conversion_name, row.transaction_id ? el('span', { class: 'second' }, row.transaction_id) : null),
    el('td', { class: 'number' }, withCurrency(formatMoney(row.revenue), row.currency)),
    models.map((model) => creditCell(row, model, filters)),
    el('td', { class: 'go', 'aria-hidden': 'true' }, icon('right')));
}

function moreButton(answer, state) {
  const next = steps[state.rows];
  if (answer.next_cursor === null || !next) return null;
  return el('p', { class: 'more' }, el('button', { type: 'button', class: 'button', 'data-action': 'more-rows', 'data-value': next }, `Show ${next}`));
}

function ask({ state }) {
  const { from, to, conversion, currency, direct, lookback_days: lookback } = baseOf(state);
  return { answer: read('/conversions', { from, to, conversion, currency, direct, lookback_days: lookback, ...plainFilters(state.filters).plain,
    models: strongModels(state).join(','), limit: state.rows || conversionsShown }) };
}

export const conversionsPanel = {
  name: 'conversions', title: 'Latest conversions', lines: 14, ask,
  content: ({ state, answers: { answer } }) => {
    if (answer.data.length === 0) return noConversions();
    return [
      el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of the latest conversions' },
        el('table', { id: 'conversions-table' },
          el('thead', {}, el('tr', {},
            el('th', { scope: 'col' }, `Time (${answer.range.time_zone})`),
            el('th', { scope: 'col' }, 'Conversion'),
            el('th', { scope: 'col', class: 'number' }, 'Revenue'),
            answer.models.map(({ name }) => el('th', { scope: 'col' }, modelKey(name))),
            el('td', {}))),
          el('tbody', {}, answer.data.map((row) => rowOf(row, answer))))),
      moreButton(answer, state),
    ];
  },
};
