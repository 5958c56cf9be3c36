// The conversions, newest first and page by page; each opens its journey.
import { addressOf } from '../api.js';
import { baseOf } from '../asked.js';
import { withCurrency } from '../currency.js';
import { el, icon } from '../dom.js';
import { plainFilters } from '../filters.js';
import { channelName, formatCount, formatDay, formatTime } from '../format.js';
import { strongModels } from '../models.js';
import { formatConversions, formatMoney } from '../money.js';
import { read } from '../questions.js';
import { addressWith, changeState } from '../state.js';
import { leftOutNote } from '../views/left_out.js';
import { channelTag, exportLink, modelKey, noConversions } from '../views/parts.js';
import { shareTags } from '../views/shares.js';

const pageSizes = ['50', '200'];
const noChannel = channelName(null);
const channelsShown = 3;

// Whether the answer has only some of the credit, so that a conversion without any may be credited
// to what was not asked for.
function isNarrowed({ channel, ...filters }) {
  const { conversion, currency, ...ofTouchpoints } = filters;
  return channel !== noChannel && (channel !== undefined || Object.keys(ofTouchpoints).length > 0);
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

// The list without its limit, as the sentence asks for it.
function listOf(state) {
  const { from, to, conversion, currency, direct, lookback_days: lookback } = baseOf(state);
  return { from, to, conversion, currency, direct, lookback_days: lookback, ...plainFilters(state.filters).plain,
    models: strongModels(state).join(',') };
}

function pageLink(id, words, after) {
  return el('a', { id, class: 'button', href: addressWith({ after }), 'data-action': 'go' }, words);
}

function pageLinks({ next_cursor: next, data }, state) {
  if (state.after === '' && next === null) return null;
  return el('nav', { class: 'page-links', 'aria-label': 'Pages of conversions' },
    state.after === '' ? null : pageLink('newest-page', 'Newest', ''),
    next === null ? null : pageLink('older-page', `Older than ${formatDay(data.at(-1).conversion_date, true)}`, next),
    el('label', {}, el('select', { name: 'conversion-rows', 'aria-label': 'Conversions a page' }, pageSizes.map((size) =>
      el('option', { value: size === pageSizes[0] ? '' : size, selected: size === (state.rows || pageSizes[0]) }, `${size} a page`)))));
}

// Every model counts the same conversions, unless filters on touchpoints leave parts of them.
function countWords({ conversions, data }) {
  const [{ attributed, unattributed }] = conversions;
  const isWhole = conversions.every((each) => each.attributed === attributed && each.unattributed === unattributed);
  const page = `${formatCount(data.length)} on this page`;
  return el('p', { class: 'hint', 'data-sum': 'conversions' }, isWhole
    ? `${formatConversions(attributed)} attributed and ${formatConversions(unattributed)} unattributed conversions in these days, ${page}.`
    : `Conversions that one of the models credits to what is asked for, ${page}.`);
}

function table(answer) {
  return el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of conversions' },
    el('table', { id: 'conversions-table' },
      el('thead', {}, el('tr', {},
        el('th', { scope: 'col' }, `Time (${answer.range.time_zone})`),
        el('th', { scope: 'col' }, 'Conversion'),
        el('th', { scope: 'col', class: 'number' }, 'Revenue'),
        answer.models.map(({ name }) => el('th', { scope: 'col' }, modelKey(name))),
        el('td', {}))),
      el('tbody', {}, answer.data.map((row) => rowOf(row, answer)))));
}

function ask({ state }) {
  return { answer: read('/conversions', { ...listOf(state), limit: state.rows || pageSizes[0], cursor: state.after || undefined }) };
}

function changeSize({ target }) {
  if (target.name === 'conversion-rows') changeState({ rows: target.value });
}

export const conversionsPanel = {
  name: 'conversions', title: 'Conversions', lines: 14, ask,
  tools: ({ state }) => exportLink('conversions', 'all conversions', addressOf('/conversions', { ...listOf(state), format: 'csv' })),
  content: ({ state, answers: { answer } }) => [
    leftOutNote(state),
    answer.data.length === 0 ? noConversions() : [countWords(answer), table(answer)],
    pageLinks(answer, state),
  ],
  wire(section) {
    section.addEventListener('change', changeSize);
  },
};
