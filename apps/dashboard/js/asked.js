// The questions that views have in common.
import { dimensionOf } from './dimensions.js';
import { anyOf, filtersOfQuestion } from './filters.js';
import { canAnswer, ghostModels, strongModels } from './models.js';
import { compareOf, grainOf, rangeOf } from './period.js';
import { ask } from './questions.js';

export const mostValues = 2_000; // of a dimension, before more are read page by page
export const multiplesShown = 8;
export const trendsShown = 24;

export const dimensionIn = ({ by }) => by || 'channel';
export const measureIn = ({ measure }) => measure || 'conversions';

// What every question of the reader's sentence has.
export function baseOf(state) {
  return {
    ...rangeOf(state),
    conversion: state.conversion || undefined,
    currency: state.currency || undefined,
    direct: state.direct || undefined,
    lookback_days: state.lookback ? Number(state.lookback) : undefined,
    filters: filtersOfQuestion(state.filters),
  };
}

// Models that can say something of the dimension.
export const answering = (names, dimension) => names.filter((name) => canAnswer(name, dimension));

// A question narrowed to the values that have the text in one of these columns, whatever its capital
// letters. The text stands as it is in the regular expression.
export function searched(question, columns, text) {
  if (text === '' || columns.length === 0) return question;
  const pattern = `(?i)\\Q${text.replaceAll('\\E', '\\E\\\\E\\Q')}\\E`;
  const tests = columns.map((column) => ['matches', column, [pattern]]);
  const { body, ...others } = question;
  return { ...others, body: { ...body, filters: [...body.filters, tests.length === 1 ? tests[0] : ['or', tests]] } };
}

const creditMetrics = (measure) => [measure, `${measure}_share`];

// Each value by some models.
export function creditBy(state, models, options = {}) {
  const dimension = dimensionIn(state);
  return ask({
    ...baseOf(state), metrics: creditMetrics(measureIn(state)), dimensions: [dimension], models: answering(models, dimension),
    compare: options.isCompared ? compareOf(state) : undefined, limit: mostValues,
  }, options);
}

export const strongCredit = (state) => creditBy(state, strongModels(state), { isCompared: true });

export function ghostCredit(state) {
  const ghosts = answering(ghostModels(state), dimensionIn(state));
  return ghosts.length === 0 ? null : creditBy(state, ghosts, { isOptional: true });
}

// All of it, by currency.
export function totalCredit(state) {
  return ask({ ...baseOf(state), metrics: ['conversions', 'revenue'], models: strongModels(state), compare: compareOf(state) });
}

// Sessions have no currency and no conversion.
function ofSessions(state) {
  const { currency, ...others } = baseOf(state);
  return { ...others, metrics: ['sessions', 'conversion_rate'], models: strongModels(state).slice(-1) };
}

export function totalSessions(state) {
  return ask({ ...ofSessions(state), compare: compareOf(state) }, { isOptional: true });
}

export function sessionsBy(state) {
  const dimension = dimensionIn(state);
  if (!dimensionOf(dimension).isOfSessions) return null;
  return ask({ ...ofSessions(state), dimensions: [dimension], limit: mostValues }, { isOptional: true });
}

export function today(status) {
  return (status?.now ?? new Date().toISOString()).slice(0, 10);
}

export const intervalIn = (state, status) => grainOf(state, today(status));

export function creditByDate(state, status) {
  return ask({ ...baseOf(state), metrics: ['conversions', 'revenue'], models: strongModels(state), interval: intervalIn(state, status),
    compare: compareOf(state), limit: 10_000 }, { isOptional: true });
}

export function sessionsByDate(state, status) {
  return ask({ ...ofSessions(state), interval: intervalIn(state, status), limit: 10_000 }, { isOptional: true });
}

// Dates of some values of the dimension.
export function valuesByDate(state, status, values) {
  if (values.length === 0) return null;
  const base = baseOf(state);
  const dimension = dimensionIn(state);
  return ask({ ...base, filters: [...base.filters, anyOf(dimension, values)], metrics: [measureIn(state)], dimensions: [dimension],
    models: answering(strongModels(state), dimension), interval: intervalIn(state, status), limit: 10_000 }, { isOptional: true });
}
