// What every model gives to the touchpoints of a conversion, every digit of it.
import { withCurrency } from '../currency.js';
import { el } from '../dom.js';
import { formatCount, formatShare } from '../format.js';
import { exact, formatMoney, textOf } from '../money.js';
import { channelTag, modelKey } from './parts.js';

// 1 where the exact split gave a unit more than the share rounded down.
export function roundingWords({ credit, revenue }) {
  const parts = [credit === 0 ? null : 'credit', revenue === 0 ? null : 'revenue'].filter(Boolean);
  return parts.length === 0 ? null : `${parts.join(' and ')} rounded up`;
}

function creditsOf(model, touchpoints) {
  return touchpoints.flatMap(({ channel, credits }) => credits.filter((credit) => credit.model === model.name).map((credit) => ({ ...credit, channel })));
}

const number = (text) => el('td', { class: 'number' }, text);

function creditRow(credit, model) {
  return el('tr', { 'data-touch': credit.touch_no },
    el('td', {}, el('span', { class: 'quiet' }, `${formatCount(credit.touch_no)} `), channelTag(credit.channel)),
    number(`${formatMoney(credit.weight)} of ${formatMoney(model.weight_sum)}`), number(formatShare(credit.share)), number(formatMoney(credit.credit)), number(formatMoney(credit.revenue)),
    el('td', {}, roundingWords(credit.rounding) ?? '\u2013'));
}

const sumOf = (credits, member) => textOf(credits.reduce((sum, credit) => sum + exact(credit[member]), 0n), member === 'revenue' ? 2 : 0);

// Of a journey that is shown in part, the sum would not be the conversion's.
function sumRow(credits, { touchpoints, touchpoint_count: count }) {
  if (credits.length === 0 || touchpoints.length < count) return null;
  return el('tr', { class: 'is-sum' }, el('td', {}, 'Sum'), el('td', {}), el('td', {}), number(formatMoney(sumOf(credits, 'credit'))), number(formatMoney(sumOf(credits, 'revenue'))), el('td', {}));
}

function modelRows(model, journey) {
  const credits = creditsOf(model, journey.touchpoints);
  return el('tbody', { 'data-model': model.name },
    el('tr', {}, el('th', { scope: 'rowgroup', colspan: 6 }, modelKey(model.name), el('span', { class: 'second' }, model.meaning))),
    credits.length === 0 ? el('tr', {}, el('td', { colspan: 6, class: 'is-none' }, 'Not attributed')) : credits.map((credit) => creditRow(credit, model)),
    sumRow(credits, journey));
}

// `journey` is an answer for all models, null where it has not come.
export function everyModel(journey) {
  if (!journey) return null;
  const head = (text, className = null) => el('th', { scope: 'col', class: className }, text);
  return el('details', { class: 'as-table every-model', 'data-key': 'every-model' },
    el('summary', {}, `Every model's credit (${journey.models.length})`),
    el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Credit by every model' },
      el('table', { id: 'every-model-table' },
        el('thead', {}, el('tr', {}, head('Touchpoint'), head('Weight', 'number'), head('Share', 'number'), head('Credit', 'number'),
          head(withCurrency('Revenue', journey.conversion.currency), 'number'), head('Rounding'))),
        journey.models.map((model) => modelRows(model, journey)))));
}
