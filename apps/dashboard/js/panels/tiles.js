// The totals, each once: what does not depend on the model, and how much does.
import { currenciesOf, parameterOf, shownCurrency } from '../currency.js';
import { creditByDate, dimensionIn, measureIn, sessionsByDate, strongCredit, totalCredit, totalSessions } from '../asked.js';
import { pluralOf, valueLabel } from '../dimensions.js';
import { el } from '../dom.js';
import { currencyName, formatCount, formatPoints, formatRate, formatShare } from '../format.js';
import { amountOf, byDate, byValue, movedBetween, sumOf } from '../groups.js';
import { modelLabel, strongModels } from '../models.js';
import { plotted, textOf } from '../money.js';
import { sparkline } from '../charts/lines.js';
import { changeFigure, figure, modelKey } from '../views/parts.js';
import { shareOf } from './measures.js';

const whole = 10n ** 6n;

function tile({ name, title, value, change, note, spark }) {
  return el('article', { class: 'tile', 'data-card': name },
    el('h3', {}, title),
    el('div', { class: 'tile-value' }, value),
    el('p', { class: 'tile-change' }, change ?? '\u00a0'),
    el('p', { class: 'tile-note' }, note ?? '\u00a0'),
    spark ?? el('span', { class: 'spark' }));
}

// One figure where the models agree, else one for each.
function amounts(models, textBy, measure) {
  const texts = models.map(textBy);
  const areEqual = texts.every((text) => text === texts[0]);
  if (areEqual) return el('span', { 'data-model': 'all', 'data-flash': true }, figure(texts[0], measure));
  return models.map((model, i) => el('span', { class: 'tile-one', 'data-model': model, 'data-flash': true }, modelKey(model), figure(texts[i], measure)));
}

// How much more than in the compared period, of all currencies.
function changeOf(rows, metric) {
  if (!rows.some(({ previous }) => previous)) return null;
  const now = plotted(textOf(sumOf(rows, metric)));
  const before = plotted(textOf(sumOf(rows.map(({ previous }) => previous), metric)));
  return before === 0 ? null : changeFigure((now - before) / before);
}

const ofModel = (totals, model) => totals.filter((total) => total.model === model);

function pointsOf(dates, model, metric) {
  return dates?.map(({ by }) => plotted(textOf(sumOf([by[model]], metric)))) ?? [];
}

function sumByDate(answer, model, metric) {
  const dates = new Map();
  for (const row of answer?.data ?? []) {
    if (row.model === model) dates.set(row.date, (dates.get(row.date) ?? 0n) + amountOf(row, metric));
  }
  return [...dates.values()].map((sum) => plotted(textOf(sum)));
}

function conversionsTile({ state, answers: { totals, dates } }, models) {
  const last = models.at(-1);
  return tile({
    name: 'conversions', title: 'Conversions', value: amounts(models, (model) => textOf(sumOf(ofModel(totals.totals, model), 'conversions'), 0), 'conversions'),
    change: changeOf(ofModel(totals.totals, last), 'conversions'), note: models.length < 2 ? null : state.filters.length > 0 ? 'credit that passes the filters' : 'every model adds up to this',
    spark: sparkline(sumByDate(dates, last, 'conversions')),
  });
}

function otherCurrencies(currencies, shown) {
  const others = currencies.filter((currency) => currency !== shown);
  if (others.length === 0) return null;
  const button = (currency) => el('button', { type: 'button', class: 'link', 'data-action': 'currency', 'data-value': parameterOf(currency) },
    currencyName(currency));
  return el('span', { class: 'others' }, 'also ', others.slice(0, 4).map((currency, i) => [i > 0 ? ', ' : null, button(currency)]),
    others.length > 4 ? `, ${others.length - 4} more` : null);
}

function revenueTile({ state, answers: { totals, dates } }, models) {
  const currency = shownCurrency(state, totals.totals);
  const of = (model) => totals.totals.filter((total) => total.model === model && total.currency === currency);
  const last = models.at(-1);
  return tile({
    name: 'revenue', title: currency === null ? 'Revenue, no currency' : `Revenue, ${currency}`, value: amounts(models, (model) => textOf(sumOf(of(model), 'revenue')), 'revenue'),
    change: changeOf(of(last), 'revenue'), note: otherCurrencies(currenciesOf(totals.totals), currency),
    spark: sparkline(dates ? pointsOf(byDate(dates, currency), last, 'revenue') : []),
  });
}

function rateTile({ answers: { sessions, sessionDates } }, models) {
  const total = sessions?.totals[0];
  const last = models.at(-1);
  return tile({
    name: 'rate', title: 'Conversion rate', value: el('span', { class: 'figure', 'data-flash': true }, total ? formatRate(total.conversion_rate) : '\u2013'),
    change: changeFigure(total?.change?.conversion_rate), note: total ? `of ${formatCount(total.sessions)} sessions` : null,
    spark: sparkline(sessionDates ? byDate(sessionDates).map(({ by }) => by[last]?.conversion_rate ?? 0) : []),
  });
}

// The values that a model gives most to, compared with the other.
function gains(groups, [first, second], measure) {
  const step = ({ by }) => amountOf(by[second], measure) - amountOf(by[first], measure);
  const most = (sign) => groups.reduce((best, each) => (sign * step(each) > sign * step(best) ? each : best), groups[0]);
  return { opens: most(-1n), closes: most(1n) };
}

function shareMoved(groups, models, measure, total, rowOf = (row) => row) {
  const moved = movedBetween(groups, models[0], models[1], (row) => amountOf(rowOf(row), measure));
  return total === 0n ? 0 : Number((moved * whole) / total) / 1e6;
}

// What a filter leaves of it, of the whole: the parts of two models that pass differ in size.
function shareMovedInside(groups, [first, second], measure) {
  return groups.reduce((sum, { by }) => sum + Math.abs(shareOf(by[first], measure) - shareOf(by[second], measure)), 0) / 2;
}

function movesTile({ state, answers: { totals, credit } }, models) {
  const measure = measureIn(state);
  const dimension = dimensionIn(state);
  const currency = measure === 'revenue' ? shownCurrency(state, totals.totals) : undefined;
  const groups = byValue(credit, dimension, currency);
  const title = el('span', { title: `Half of what ${models.map(modelLabel).join(' and ')} give differently` }, 'Credit that moves');
  if (models.length < 2 || groups.length === 0) {
    return tile({ name: 'moves', title, value: el('span', { class: 'figure' }, '\u2013'), note: models.length < 2 ? 'choose two models' : null });
  }
  const total = groups.reduce((sum, { by }) => sum + amountOf(by[models[0]], measure), 0n);
  const isFiltered = state.filters.length > 0;
  const share = isFiltered ? shareMovedInside(groups, models, measure) : shareMoved(groups, models, measure, total);
  const { opens, closes } = gains(groups, models, measure);
  const label = ({ value }) => el('bdi', {}, valueLabel(dimension, value));
  const words = share === 0 ? ['the models agree on all ', pluralOf(dimension)]
    : [`${modelLabel(models[0])} favours `, label(opens), `, ${modelLabel(models[1]).toLowerCase()} `, label(closes)];
  return tile({
    name: 'moves', title, value: el('span', { class: 'figure', 'data-flash': true }, credit.more > 0 ? `\u2265 ${formatShare(share)}` : formatShare(share)),
    change: isFiltered ? 'of the whole' : changeMoved(groups, models, measure, share), note: words,
  });
}

function changeMoved(groups, models, measure, share) {
  const before = groups.map(({ by }) => by[models[0]]?.previous);
  if (!before.some(Boolean)) return null;
  const total = sumOf(before, measure);
  if (total === 0n) return null;
  const step = share - shareMoved(groups, models, measure, total, (row) => row?.previous);
  return el('span', { class: 'change' }, `${formatPoints(step)}`);
}

function unattributedTile({ answers: { totals } }, models) {
  const last = models.at(-1);
  const rows = ofModel(totals.totals, last);
  const none = sumOf(rows.map(({ unattributed }) => unattributed), 'conversions');
  const all = sumOf(rows, 'conversions');
  const of = (model) => textOf(sumOf(ofModel(totals.totals, model).map(({ unattributed }) => unattributed), 'conversions'), 0);
  return tile({
    name: 'unattributed', title: 'Unattributed', value: amounts(models, of, 'conversions'),
    change: all === 0n ? null : el('span', { class: 'change' }, formatShare(Number((none * whole) / all) / 1e6)), note: 'no visit in the lookback',
  });
}

export const tilesPanel = {
  name: 'tiles', title: 'Totals', isHeadless: true, lines: 4,
  ask: ({ state, status }) => ({
    totals: totalCredit(state), credit: strongCredit(state), sessions: totalSessions(state),
    dates: creditByDate(state, status), sessionDates: sessionsByDate(state, status),
  }),
  content: (context) => {
    const models = strongModels(context.state);
    return el('div', { class: 'tiles' }, [conversionsTile, revenueTile, rateTile, movesTile, unattributedTile].map((make) => make(context, models)));
  },
};
