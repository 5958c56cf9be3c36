// A table of credits, the models side by side: what channels and campaigns have in common.
import { revenueTitle } from '../currency.js';
import { el } from '../dom.js';
import { formatShare } from '../format.js';
import { sides } from '../models.js';
import { exact, formatMoney, plotted } from '../money.js';
import { stepOf } from '../side_by_side.js';
import { conversionsFigure, differenceFigure, modelKeys, sortHead } from './parts.js';

const byText = (left, right) => (left < right ? -1 : left > right ? 1 : 0);
const bySide = (side, measure) => ({ amounts: a }, { amounts: b }) => byText(exact(a[side][measure]), exact(b[side][measure]));
const byStep = (measure) => ({ amounts: a }, { amounts: b }) => byText(stepOf(a, measure), stepOf(b, measure));

// How rows compare by a column's name, as the address says it.
export const creditColumns = {
  aConversions: bySide(0, 'conversions'),
  bConversions: bySide(1, 'conversions'),
  differenceConversions: byStep('conversions'),
  aRevenue: bySide(0, 'revenue'),
  bRevenue: bySide(1, 'revenue'),
  differenceRevenue: byStep('revenue'),
};

export function textColumn(member) {
  return (a, b) => byText(a[member] ?? '', b[member] ?? '');
}

// Two rows of heads: the measures, and under each the models. `lead` are the heads of the columns
// before them.
export function creditHead({ lead, models, sort, action, currency }) {
  const hasBoth = models.length === 2;
  const width = models.length + (hasBoth ? 1 : 0);
  const columnsOf = (measure) => [
    modelKeys(models).map((title, side) => sortHead({ name: `${'ab'[side]}${measure}`, title, sort, action, group: 'model' })),
    hasBoth ? sortHead({ name: `difference${measure}`, title: 'Difference', sort, action }) : null,
  ];
  return el('thead', {},
    el('tr', { class: 'groups' }, lead.map(() => el('td', {})),
      el('th', { scope: 'colgroup', colspan: width }, 'Conversions'),
      el('th', { scope: 'colgroup', colspan: width }, revenueTitle(currency))),
    el('tr', {}, lead, columnsOf('Conversions'), columnsOf('Revenue')));
}

// The cells that stand under those heads.
export function creditCells({ amounts }) {
  const hasBoth = amounts.length === 2;
  const number = (column, content) => el('td', { class: 'number', 'data-column': column }, content);
  const difference = (measure) => (hasBoth ? number(`difference.${measure}`, differenceFigure(stepOf(amounts, measure), measure)) : null);
  return [
    amounts.map(({ conversions }, side) => number(`${'ab'[side]}.conversions`, conversionsFigure(conversions))),
    difference('conversions'),
    amounts.map(({ revenue }, side) => number(`${'ab'[side]}.revenue`, formatMoney(revenue))),
    difference('revenue'),
  ];
}

function sizeOf(amount, measure) {
  return Math.max(0, plotted(amount[measure]));
}

export function largestOf(rows, measure) {
  return Math.max(...rows.flatMap(({ amounts }) => amounts.map((amount) => sizeOf(amount, measure))), 0);
}

// One bar a model; the numbers stand in the cells beside, so that bars are for eyes only.
export function bars({ amounts }, measure, largest) {
  return el('span', { class: 'bars', 'aria-hidden': 'true' }, amounts.map((amount, side) => {
    const part = largest > 0 ? sizeOf(amount, measure) / largest : 0;
    return el('span', { class: 'bar-line' },
      el('span', { class: 'bar-track' },
        part > 0 ? el('span', { class: `bar ${sides[side]}`, style: { width: `${(part * 100).toFixed(2)}%` } }) : null),
      el('span', { class: 'bar-share' }, formatShare(amount[`${measure}_share`])));
  }));
}

// The order asked for, unless it is by a column that is not there; else the API's own.
export function usableSort(sort, columns, models) {
  const hasBoth = models.length === 2;
  const isThere = Object.hasOwn(columns, sort.replace(/^-/, ''));
  if (isThere && (hasBoth || !/^-?(b|difference)[A-Z]/.test(sort))) return sort;
  return hasBoth ? '-bRevenue' : '-aRevenue';
}
