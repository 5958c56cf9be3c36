// The question of the explorer, and how to ask it elsewhere.
import { baseOf, searched } from './asked.js';
import { addressOf } from './api.js';
import { dimensionOf, metricOf } from './dimensions.js';
import { ghostModels, strongModels } from './models.js';
import { compareOf } from './period.js';
import { ask, parametersOf } from './questions.js';

export const mostDimensions = 3;
const rowsRead = 2_000;

export function exploredDimensions({ dims, by }) {
  return dims === '' ? [by || 'channel'] : [...new Set(dims.split(','))].slice(0, mostDimensions);
}

// Sessions can be asked neither with money nor by what only conversions have.
export function canAsk(name, metrics, dimensions) {
  const metric = metricOf(name);
  if (!metric.isOfSessions) return !(metric.isOfMoney && metrics.some((each) => metricOf(each).isOfSessions));
  return dimensions.every((dimension) => dimensionOf(dimension).isOfSessions) && !metrics.some((each) => metricOf(each).isOfMoney);
}

export function exploredMetrics(state) {
  const named = state.metrics === '' ? ['conversions', 'conversions_share'] : [...new Set(state.metrics.split(','))];
  const dimensions = exploredDimensions(state);
  const kept = named.reduce((all, name) => (canAsk(name, all, dimensions) ? [...all, name] : all), []);
  return kept.length === 0 ? ['conversions'] : kept;
}

export const exploredModels = (state) => [...strongModels(state), ...ghostModels(state)];

export function exploredQuestion(state) {
  const { currency, ...base } = baseOf(state);
  const metrics = exploredMetrics(state);
  const dimensions = exploredDimensions(state);
  const models = exploredModels(state).filter((name) => name !== 'markov_channel' || dimensions.every((each) => ['channel', 'campaign'].includes(each)));
  return ask({ ...base, ...(metrics.some((name) => metricOf(name).isOfSessions) ? {} : { currency }), metrics, dimensions, models,
    interval: state.grain || undefined, compare: state.vs === '' ? undefined : compareOf(state), limit: rowsRead });
}

const columnsOf = (dimensions) => dimensions.flatMap((name) => dimensionOf(name).columns);

// What the server sorts and searches, where it has more groups than it gave: the answer of the whole
// question says so. A dimension without tests of filters cannot be searched.
export function foundQuestion(state, whole) {
  const question = exploredQuestion(state);
  if (!whole || whole.more === 0) return question;
  const column = state.sort.replace(/^-/, '');
  const isColumn = whole.columns.some(({ name }) => name === column);
  const columns = columnsOf(question.body.dimensions.filter((name) => dimensionOf(name).hasTests));
  const { body } = searched(question, columns, state.search);
  return ask({ ...body, order_by: isColumn ? [[column, state.sort.startsWith('-') ? 'desc' : 'asc']] : undefined });
}

export function exportAddress(state) {
  return addressOf('/query', { ...parametersOf(exploredQuestion(state)), limit: undefined, format: 'csv' });
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export function asCurl(state) {
  const { limit, ...parameters } = parametersOf(exploredQuestion(state));
  const lines = Object.entries(parameters).map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`);
  return [`curl -G ${quoted(location.origin + addressOf('/query'))}`, ...lines].join(' \\\n    ');
}

const literal = (text) => (text === null ? 'null' : `'${String(text).replaceAll("'", "''")}'`);
const sums = { conversions: 'sum(credit) as conversions', revenue: 'sum(revenue) as revenue', average_value: 'sum(revenue) / nullif(sum(credit), 0) as average_value' };
const ofSessions = new Set(['landing_page', 'device_category', 'country']);
const patterns = {
  is: (column, values) => anyEqual(column, values),
  is_not: (column, values) => `not coalesce(${anyEqual(column, values)}, false)`,
  contains: (column, values) => `(${values.map((text) => `position(${literal(text)} in ${column}) > 0`).join(' or ')})`,
  starts_with: (column, values) => `(${values.map((text) => `starts_with(${column}, ${literal(text)})`).join(' or ')})`,
};

function anyEqual(column, values) {
  const texts = values.filter((value) => value !== null);
  const parts = [texts.length > 0 ? `${column} in (${texts.map(literal).join(', ')})` : null, texts.length < values.length ? `${column} is null` : null];
  return `(${parts.filter(Boolean).join(' or ')})`;
}

// The same from the tables, or null where these cannot say it. `range` is that of an answer.
export function asSql(state, range) {
  const { body } = exploredQuestion(state);
  const columns = columnsOf(body.dimensions);
  const filters = state.filters;
  const needs = [...columns, ...filters.map(({ dimension }) => dimension)];
  const isThere = state.lookback === '' && state.direct === '' && body.metrics.every((name) => name in sums) && !needs.includes('visitor');
  if (!isThere) return null;
  const isMoney = body.metrics.some((name) => metricOf(name).isOfMoney);
  const groups = ['model', ...(body.interval ? [`date_trunc('${body.interval}', conversion_date)::date as date`] : []), ...columns, ...(isMoney && !columns.includes('currency') ? ['currency'] : [])];
  const where = [`model in (${body.models.map(literal).join(', ')})`, `conversion_date >= ${literal(range.from)}`, `conversion_date < ${literal(range.to)}`,
    body.conversion ? `conversion_name = ${literal(body.conversion)}` : null, body.currency ? anyEqual('currency', [body.currency === '(none)' ? null : body.currency]) : null,
    ...filters.map(({ dimension, operator, values }) => patterns[operator](dimension, values))].filter(Boolean);
  return [
    `select ${[...groups, ...body.metrics.map((name) => sums[name])].join(', ')}`,
    'from mart_attribution',
    ...(needs.some((name) => ofSessions.has(name)) ? ['left join (select session_id, landing_page, device_category, country from int_sessions) as sessions using (session_id)'] : []),
    `where ${where.join('\n    and ')}`,
    `group by ${groups.map((group, i) => i + 1).join(', ')}`,
    `order by ${groups.length + 1} desc`,
  ].join('\n');
}
