// What each model makes of one currency, side by side, and what other currencies there are.
import { parameterOf, revenueTitle, shownCurrency } from '../currency.js';
import { el } from '../dom.js';
import { currencyName } from '../format.js';
import { labelOf } from '../models.js';
import { formatConversions, formatMoney } from '../money.js';
import { sideBySide, stepOf } from '../side_by_side.js';
import { conversionsFigure, differenceFigure, drawPanel, emptyNote, sideKey } from './parts.js';

function countOf(amount) {
  return conversionsFigure(amount.conversions, 'figure');
}

function moneyOf(amount) {
  return el('span', { class: 'figure' }, formatMoney(amount.revenue));
}

// How far the second model lies from the first.
function apart(models, amounts, measure) {
  if (models.length < 2) return null;
  const step = stepOf(amounts, measure);
  const [first, second] = models.map(labelOf);
  return el('p', { class: 'card-difference' },
    step === 0n ? 'Both models agree' : [`${second} minus ${first} `, differenceFigure(step, measure)]);
}

// One figure by each model; `amounts` are in the order of the models.
function card({ name, title, models, amounts, measure = 'conversions', withRevenue = false }) {
  const figure = measure === 'revenue' ? moneyOf : countOf;
  const rows = models.map((model, side) =>
    el('div', { class: 'card-row', 'data-model': model.name },
      el('dt', {}, sideKey(side, labelOf(model))),
      el('dd', {}, figure(amounts[side]), withRevenue ? el('span', { class: 'second' }, formatMoney(amounts[side].revenue)) : null)));
  return el('article', { class: 'card', 'data-card': name },
    el('h3', {}, title),
    el('dl', {}, rows),
    apart(models, amounts, measure));
}

function cards(models, { currency, amounts }) {
  const unit = currency === null ? '' : ` ${currency}`;
  const part = (name) => ({ name, models, amounts: amounts.map((amount) => amount[name]), withRevenue: true });
  return el('div', { class: 'cards' },
    card({ name: 'conversions', title: 'Conversions', models, amounts }),
    card({ name: 'revenue', title: revenueTitle(currency), models, amounts, measure: 'revenue' }),
    card({ ...part('attributed'), title: ['Attributed', el('small', {}, `conversions, revenue${unit}`)] }),
    card({ ...part('unattributed'), title: ['Unattributed', el('small', {}, 'no visit in the window')] }));
}

function otherCurrencies(others) {
  if (others.length === 0) return null;
  return el('div', { class: 'others' },
    el('h3', {}, 'Other currencies, never added'),
    el('ul', {}, others.map(({ currency, amounts }) => {
      const amount = amounts.at(-1);
      return el('li', {},
        el('button', { type: 'button', class: 'link', 'data-action': 'currency', 'data-value': parameterOf(currency) },
          currencyName(currency)),
        el('span', {}, `${formatConversions(amount.conversions)} conversions`),
        el('span', { class: 'figure' }, formatMoney(amount.revenue)));
    })));
}

export function render(root, data) {
  drawPanel(root, data, ({ totals, models }) => {
    const currency = shownCurrency(data.state, totals);
    const all = sideBySide(totals, models, ['currency']);
    const shown = all.find((total) => total.currency === currency);
    if (!shown) return emptyNote('No conversions in these days', 'Choose other days, or fewer filters.');
    return [cards(models, shown), otherCurrencies(all.filter((total) => total !== shown))];
  });
}
