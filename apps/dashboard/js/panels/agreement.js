// How far any two models lie apart: the share of the credit that one gives elsewhere than the other.
import { dimensionIn, measureIn, totalCredit } from '../asked.js';
import { shownCurrency } from '../currency.js';
import { pluralOf } from '../dimensions.js';
import { el } from '../dom.js';
import { formatShare } from '../format.js';
import { amountOf, byValue, movedBetween } from '../groups.js';
import { modelLabel } from '../models.js';
import { modelKey, noConversions } from '../views/parts.js';
import { comparedCredit, comparedModels } from './heatmap.js';

const precision = 10n ** 6n;

function apart(groups, first, second, measure, total) {
  return total === 0n ? 0 : Number((movedBetween(groups, first, second, (row) => amountOf(row, measure)) * precision) / total) / 1e6;
}

export const agreementPanel = {
  name: 'agreement', title: 'How far models lie apart', lines: 8,
  ask: ({ state }) => ({ totals: totalCredit(state), credit: comparedCredit(state) }),
  content: ({ state, answers: { totals, credit } }) => {
    const measure = measureIn(state);
    const models = comparedModels(state);
    const currency = measure === 'revenue' ? shownCurrency(state, totals.totals) : undefined;
    const groups = byValue(credit, dimensionIn(state), currency);
    if (groups.length === 0) return noConversions();
    const total = groups.reduce((sum, { by }) => sum + amountOf(by[models[0]], measure), 0n);
    const cell = (row, column) => {
      if (row === column) return el('td', { class: 'number quiet' }, '\u2013');
      const share = apart(groups, row, column, measure, total);
      return el('td', { class: 'number' }, el('span', { class: 'heat is-more', style: { '--heat': `${Math.round(Math.min(1, share / 0.3) * 100)}%` } }, formatShare(share)));
    };
    return [
      el('p', { class: 'hint' }, `The share of ${measure} that one model gives to other ${pluralOf(dimensionIn(state))} than the other does.`, credit.more > 0 ? ' At least: not every value is read.' : null),
      el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Any two models' },
        el('table', { id: 'agreement-table' },
          el('thead', {}, el('tr', {}, el('td', {}), models.map((model) => el('th', { scope: 'col', class: 'number', title: modelLabel(model) }, modelKey(model))))),
          el('tbody', {}, models.map((row) => el('tr', {}, el('th', { scope: 'row' }, modelKey(row)), models.map((column) => cell(row, column))))))),
    ];
  },
};
