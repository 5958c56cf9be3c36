// First against last click: the totals of one currency, and what other currencies there are.
import { parameterOf, revenueTitle, shownCurrency } from '../currency.js';
import { el } from '../dom.js';
import { currencyName, formatCount, formatSignedCount, models } from '../format.js';
import { exact, formatMoney, formatSignedMoney } from '../money.js';
import { differenceText, drawPanel, emptyNote, modelKey } from './parts.js';

function countOf(amount) {
  return el('span', { class: 'figure' }, formatCount(amount.conversions));
}

function moneyOf(amount) {
  return el('span', { class: 'figure' }, formatMoney(amount.revenue));
}

// One figure by each model, and how far they lie apart.
function card(name, title, total, { figure, second, difference }) {
  const rows = models.filter((model) => total[model]).map((model) =>
    el('div', { class: 'card-row', 'data-model': model },
      el('dt', {}, modelKey(model)),
      el('dd', {}, figure(total[model]), second ? el('span', { class: 'second' }, second(total[model])) : null)));
  return el('article', { class: 'card', 'data-card': name },
    el('h3', {}, title),
    el('dl', {}, rows),
    total.difference ? el('p', { class: 'card-difference' }, difference) : null);
}

function apart(number, text) {
  return number === 0 ? 'Both models agree' : ['Last minus first ', differenceText(number, text)];
}

function parts(total, part) {
  const shown = (amount) => amount[part];
  const counts = models.filter((model) => total[model]).map((model) => total[model][part].conversions);
  const step = counts.length === 2 ? counts[1] - counts[0] : 0;
  return {
    figure: (amount) => countOf(shown(amount)),
    second: (amount) => formatMoney(shown(amount).revenue),
    difference: apart(step, formatSignedCount(step)),
  };
}

function cards(total) {
  const { difference, currency } = total;
  const steps = difference ?? { conversions: 0, revenue: '0.00' };
  const unit = currency === null ? '' : ` ${currency}`;
  return el('div', { class: 'cards' },
    card('conversions', 'Conversions', total, {
      figure: countOf, difference: apart(steps.conversions, formatSignedCount(steps.conversions)),
    }),
    card('revenue', revenueTitle(currency), total, {
      figure: moneyOf, difference: apart(Number(exact(steps.revenue)), formatSignedMoney(steps.revenue)),
    }),
    card('attributed', ['Attributed', el('small', {}, `conversions, revenue${unit}`)], total, parts(total, 'attributed')),
    card('unattributed', ['Unattributed', el('small', {}, 'no visit in the window')], total, parts(total, 'unattributed')));
}

function otherCurrencies(others) {
  if (others.length === 0) return null;
  return el('div', { class: 'others' },
    el('h3', {}, 'Other currencies, never added'),
    el('ul', {}, others.map((total) => {
      const amount = total.last_click ?? total.first_click;
      return el('li', {},
        el('button', { type: 'button', class: 'link', 'data-action': 'currency', 'data-value': parameterOf(total.currency) },
          currencyName(total.currency)),
        el('span', {}, `${formatCount(amount.conversions)} conversions`),
        el('span', { class: 'figure' }, formatMoney(amount.revenue)));
    })));
}

export function render(root, data) {
  drawPanel(root, data, ({ totals }) => {
    const currency = shownCurrency(data.state, totals);
    const shown = totals.find((total) => total.currency === currency);
    if (!shown) return emptyNote('No conversions in these days', 'Choose other days, or fewer filters.');
    return [cards(shown), otherCurrencies(totals.filter((total) => total !== shown))];
  });
}
