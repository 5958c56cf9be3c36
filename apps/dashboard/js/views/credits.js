// A table of credits, first beside last: what channels and campaigns have in common.
import { revenueTitle } from '../currency.js';
import { el } from '../dom.js';
import { formatCount, formatShare, formatSignedCount, models } from '../format.js';
import { compareMoney, exact, formatMoney, formatSignedMoney, plotted } from '../money.js';
import { differenceText, modelKey, sortHead } from './parts.js';

const byText = (left, right) => (left < right ? -1 : left > right ? 1 : 0);

// How rows compare by a column's name, as the address says it.
export const creditColumns = {
  firstConversions: (a, b) => a.first_click.conversions - b.first_click.conversions,
  lastConversions: (a, b) => a.last_click.conversions - b.last_click.conversions,
  differenceConversions: (a, b) => a.difference.conversions - b.difference.conversions,
  firstRevenue: (a, b) => compareMoney(a.first_click.revenue, b.first_click.revenue),
  lastRevenue: (a, b) => compareMoney(a.last_click.revenue, b.last_click.revenue),
  differenceRevenue: (a, b) => compareMoney(a.difference.revenue, b.difference.revenue),
};

export function textColumn(member) {
  return (a, b) => byText(a[member] ?? '', b[member] ?? '');
}

const shortTitles = { first_click: 'First', last_click: 'Last' };

// Two rows of heads: the measures, and under each the models. `lead` are the heads of the columns
// before them.
export function creditHead({ lead, shown, sort, action, currency }) {
  const hasBoth = shown.length === 2;
  const width = shown.length + (hasBoth ? 1 : 0);
  const columnsOf = (measure) => [
    ...shown.map((model) => sortHead({
      name: `${model === 'first_click' ? 'first' : 'last'}${measure}`,
      title: modelKey(model, shortTitles[model]), sort, action, group: 'model',
    })),
    hasBoth ? sortHead({ name: `difference${measure}`, title: 'Difference', sort, action }) : null,
  ];
  return el('thead', {},
    el('tr', { class: 'groups' }, lead.map(() => el('td', {})),
      el('th', { scope: 'colgroup', colspan: width }, 'Conversions'),
      el('th', { scope: 'colgroup', colspan: width }, revenueTitle(currency))),
    el('tr', {}, lead, columnsOf('Conversions'), columnsOf('Revenue')));
}

// The cells that stand under those heads.
export function creditCells(row, shown) {
  const hasBoth = shown.length === 2;
  const number = (column, ...content) => el('td', { class: 'number', 'data-column': column }, content);
  return [
    shown.map((model) => number(`${model}.conversions`, formatCount(row[model].conversions))),
    hasBoth ? number('difference.conversions',
      differenceText(row.difference.conversions, formatSignedCount(row.difference.conversions))) : null,
    shown.map((model) => number(`${model}.revenue`, formatMoney(row[model].revenue))),
    hasBoth ? number('difference.revenue',
      differenceText(Number(exact(row.difference.revenue)), formatSignedMoney(row.difference.revenue))) : null,
  ];
}

function sizeOf(row, model, measure) {
  return measure === 'revenue' ? Math.max(0, plotted(row[model].revenue)) : row[model].conversions;
}

export function largestOf(rows, shown, measure) {
  return Math.max(...rows.flatMap((row) => shown.map((model) => sizeOf(row, model, measure))), 0);
}

// One bar a model; the numbers stand in the cells beside, so that bars are for eyes only.
export function bars(row, shown, measure, largest) {
  return el('span', { class: 'bars', 'aria-hidden': 'true' }, shown.map((model) => {
    const part = largest > 0 ? sizeOf(row, model, measure) / largest : 0;
    const share = row[model][measure === 'revenue' ? 'revenue_share' : 'conversions_share'];
    return el('span', { class: 'bar-line' },
      el('span', { class: 'bar-track' },
        part > 0 ? el('span', { class: `bar ${model}`, style: { width: `${(part * 100).toFixed(2)}%` } }) : null),
      el('span', { class: 'bar-share' }, formatShare(share)));
  }));
}

// The order asked for, unless it is by a model that is not shown; else the API's own.
export function usableSort(sort, shown) {
  const isThere = (name, model) => !sort.includes(name) || shown.includes(model);
  const hasDifference = !sort.includes('difference') || shown.length === 2;
  if (sort && isThere('first', 'first_click') && isThere('last', 'last_click') && hasDifference) return sort;
  return shown.includes('last_click') ? '-lastRevenue' : '-firstRevenue';
}

export function shownModels(state) {
  return state.model ? [state.model] : models;
}
