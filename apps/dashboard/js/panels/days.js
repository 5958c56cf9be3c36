// Day by day: the total once, as it does not depend on the model, and the models' shares of it for
// each of the values that stand first.
import { creditByDate, dimensionIn, intervalIn, measureIn, multiplesShown, strongCredit, totalCredit } from '../asked.js';
import { barChart } from '../charts/bars.js';
import { cursorAt } from '../charts/cursor.js';
import { multiples } from '../charts/multiples.js';
import { shownCurrency } from '../currency.js';
import { pluralOf } from '../dimensions.js';
import { el } from '../dom.js';
import { formatCount, formatDay, formatTick } from '../format.js';
import { amountOf, byDate, byValue, datesByValue } from '../groups.js';
import { modelLabel, strongModels } from '../models.js';
import { plotted, textOf } from '../money.js';
import { dateWords, isPartial, rangeWords } from '../period.js';
import { asTable, figure, modelKey, noConversions, switchOf, valueName } from '../views/parts.js';
import { amountWords } from './measures.js';
import { valuesOverTime } from './over_time.js';

// [{date, amount and previous in millionths, previousDate}] of all currencies, or of one.
function totalsByDate(answer, model, measure, currency) {
  const found = new Map();
  for (const { date, by } of currency === undefined ? everyCurrency(answer, model) : byDate(answer, currency)) {
    const row = by[model];
    const point = found.get(date) ?? { date, amount: 0n, previous: undefined };
    point.amount += amountOf(row, measure);
    if (row?.previous) {
      point.previous = (point.previous ?? 0n) + amountOf(row.previous, measure);
      point.previousDate = row.previous.date;
    }
    found.set(date, point);
  }
  return [...found.values()];
}

const everyCurrency = (answer, model) => answer.data.filter((row) => row.model === model).map((row) => ({ date: row.date, by: { [model]: row } }));

const number = (amount) => (amount === undefined ? undefined : plotted(textOf(amount)));

function readout(points, at, { grain, measure, range }) {
  const shown = at ?? points.length - 1;
  const { date, amount, previous, previousDate } = points[shown];
  const text = (value) => figure(textOf(value, measure === 'revenue' ? 2 : 0), measure, null);
  return el('p', { class: 'readout', 'aria-live': 'polite' },
    el('span', {}, dateWords(date, grain), isPartial(date, grain, range) ? ', so far' : null),
    el('strong', {}, text(amount)),
    previous === undefined ? null : el('span', { class: 'quiet' }, previousDate ? `${dateWords(previousDate, grain)}: ` : 'before: ', text(previous)));
}

function totalChart(points, { grain, measure, range, unit }) {
  const at = cursorAt('days', points.length);
  return [
    readout(points, at, { grain, measure, range }),
    barChart({
      at, isWhole: measure !== 'revenue', formatTick,
      name: `${unit} by ${grain}, ${rangeWords(range)}; the table below has the figures.`,
      points: points.map(({ date, amount, previous }) => ({
        value: number(amount), previous: number(previous), isPartial: isPartial(date, grain, range), label: grain === 'month' ? dateWords(date, grain) : formatDay(date),
      })),
    }),
  ];
}

function afterToday({ conversions_after_today: count }) {
  if (!(count > 0)) return null;
  return el('p', { id: 'after-today', class: 'hint' }, `${formatCount(count)} conversions are dated after today, on a wrong clock. Choose their days to see them.`);
}

function legend(state, hasPartial, grain) {
  return el('p', { class: 'legend is-quiet' },
    el('span', { class: 'key is-total' }, state.filters.length > 0 ? `total by ${modelLabel(strongModels(state).at(-1)).toLowerCase()}` : 'total, the same for every model'),
    state.vs === 'none' ? null : el('span', { class: 'key is-previous' }, 'compared period'),
    hasPartial ? el('span', { class: 'key is-partial' }, grain === 'day' ? 'today, so far' : `this ${grain}, so far`) : null);
}

function itemsOf({ state, answers: { credit, valueDates } }, measure, currency) {
  const dimension = dimensionIn(state);
  const models = strongModels(state);
  const dates = datesByValue(valueDates, dimension, currency);
  return byValue(credit, dimension, currency).filter(({ key }) => dates.has(key)).slice(0, multiplesShown).map(({ key, value }) => ({
    key, pick: key, isPicked: state.pick === key, label: valueName(dimension, value),
    name: `, ${models.map(modelLabel).join(' against ')}: open its panel`,
    lines: models.map((model) => ({ model, values: dates.get(key).map(({ by }) => number(amountOf(by[model], measure))) })),
  }));
}

function byValueCharts(context, points, measure, currency) {
  const { state, answers: { valueDates } } = context;
  const dimension = dimensionIn(state);
  const models = strongModels(state);
  const isShift = state.shift === '1' && models.length > 1;
  const head = el('div', { class: 'multiples-head' },
    el('h3', {}, `By ${pluralOf(dimension)}, one scale`),
    el('p', { class: 'legend' }, models.map(modelKey)),
    models.length > 1 ? switchOf({ name: 'shift', label: 'What the small charts show', value: state.shift, options: [['', 'Both models'], ['1', 'Shift']] }) : null);
  if (!valueDates) return [head, el('div', { class: 'multiples is-waiting' })];
  const ends = [formatDay(points[0].date), formatDay(points.at(-1).date)];
  return [head,
    isShift ? el('p', { class: 'hint' }, `What ${modelLabel(models[1]).toLowerCase()} gives more (up) or less (down) than ${modelLabel(models[0]).toLowerCase()}.`) : null,
    multiples({ items: itemsOf(context, measure, currency), isShift, isWhole: measure !== 'revenue', formatTick, ends })];
}

function tableOf(points, grain, measure, unit) {
  const hasPrevious = points.some(({ previous }) => previous !== undefined);
  const words = (amount) => (amount === undefined ? '' : amountWords({ [measure]: textOf(amount) }, measure));
  return asTable('series', 'Totals over time', [grain, unit, ...(hasPrevious ? ['Compared period'] : [])],
    points.map(({ date, amount, previous }) => [dateWords(date, grain), words(amount), ...(hasPrevious ? [words(previous)] : [])]));
}

export const daysPanel = {
  name: 'days', title: 'Day by day', lines: 12,
  ask: ({ state, status, answers }) => ({
    totals: totalCredit(state), dates: { ...creditByDate(state, status), isOptional: false }, credit: strongCredit(state),
    valueDates: valuesOverTime(state, status, answers.credit),
  }),
  tools: ({ state, status }) => switchOf({ name: 'grain', label: 'Step of time', value: intervalIn(state, status),
    options: [['day', 'Days'], ['week', 'Weeks'], ['month', 'Months']] }),
  content: (context) => {
    const { state, status, answers: { totals, dates } } = context;
    const measure = measureIn(state);
    const currency = measure === 'revenue' ? shownCurrency(state, totals.totals) : undefined;
    const points = totalsByDate(dates, strongModels(state).at(-1), measure, currency);
    if (points.length === 0) return noConversions();
    const grain = intervalIn(state, status);
    const unit = measure === 'revenue' ? `Revenue ${currency ?? ''}`.trim() : 'Conversions';
    const hasPartial = points.some(({ date }) => isPartial(date, grain, dates.range));
    return [
      legend(state, hasPartial, grain),
      afterToday(dates.range),
      totalChart(points, { grain, measure, range: dates.range, unit }),
      byValueCharts(context, points, measure, currency),
      tableOf(points, grain, measure, unit),
    ];
  },
};
