// All that the reader has chosen, in the query of the address: reloading keeps it, a link shares it.
import { isDimension, isMetric } from './dimensions.js';
import { isFilterParameter, readFilters, writeFilters } from './filters.js';

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const isOneOf = (...names) => (text) => names.includes(text);
const isModel = (text) => /^[A-Za-z0-9._-]{1,100}$/.test(text);
const isListOf = (isGood) => (text) => text.split(',').every(isGood);
const isAny = () => true;
const isCount = (text) => /^[1-9]\d{0,3}$/.test(text);

function isTextList(text) {
  try {
    const list = JSON.parse(text);
    return Array.isArray(list) && list.length > 0 && list.every((each) => typeof each === 'string');
  } catch {
    return false;
  }
}

// Days that every model may be asked to look back.
export const lookbacks = ['7', '14', '30', '60', '90'];

// What there is, and when a value counts. `through` is the last day, as people say it; the API's
// `to` is the day after it.
const checks = {
  view: isOneOf('compare', 'paths', 'explore', 'conversions', 'quality'), // the overview goes without saying
  from: isDay,
  through: isDay,
  vs: (text) => ['none', 'year'].includes(text) || (text.split('..').length === 2 && text.split('..').every(isDay)),
  grain: isOneOf('day', 'week', 'month'),
  conversion: isAny,
  modelA: isModel, // the two that are drawn strongly; the same twice is that model only
  modelB: isModel,
  models: (text) => text === 'none' || isListOf(isModel)(text), // those beside them
  lookback: isOneOf(...lookbacks),
  direct: isOneOf('keep', 'skip'),
  currency: isAny,
  measure: isOneOf('revenue'), // conversions goes without saying
  mode: isOneOf('absolute', 'change'), // shares go without saying
  by: isDimension,
  pick: isAny, // the value whose side panel is open, as JSON
  search: isAny,
  sort: (text) => /^-?[a-zA-Z_.]+$/.test(text),
  shift: isOneOf('1'), // day by day: how far the models lie apart
  touch: (text) => /^\d{1,3}\+?$/.test(text), // compare: of this touchpoint of the path
  dims: isListOf(isDimension), // explore
  metrics: isListOf(isMetric),
  rows: isOneOf('50', '200'),
  path: isTextList, // paths: what they contain, as a JSON list; what they begin and end with; their length
  starts: isAny,
  ends: isAny,
  least: isCount,
  most: isCount,
  after: isAny, // the cursor of a list's page
  open: isAny, // the conversion whose journey is open
  user: isAny,
};

// What narrows or weighs the numbers, in all views.
const questionNames = ['from', 'through', 'conversion', 'modelA', 'modelB', 'models', 'lookback', 'direct', 'currency'];

export function readState(search = location.search) {
  const query = new URLSearchParams(search);
  const state = { filters: readFilters(query) };
  for (const [name, isGood] of Object.entries(checks)) {
    const value = query.get(name) ?? '';
    state[name] = value !== '' && isGood(value) ? value : '';
  }
  return state;
}

// What of an address the page does not understand: [[name, value]].
export function unknownParameters(search = location.search) {
  return [...new URLSearchParams(search)].filter(([name, value]) =>
    !isFilterParameter(name) && !(Object.hasOwn(checks, name) && (value === '' || checks[name](value))));
}

export function addressWith(changes) {
  const query = new URLSearchParams();
  const { filters, ...others } = { ...readState(), ...changes };
  for (const [name, value] of Object.entries(others)) {
    if (value !== '') query.set(name, value);
  }
  writeFilters(query, filters);
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : '');
}

// What can change while a page of a list stays what it is.
const besidePages = new Set(['open', 'user', 'after', 'pick']);

// A step that Back takes back, unless `replace`. Another question begins at its list's first page.
export function changeState(changes, { replace = false } = {}) {
  const isPaged = Object.keys(changes).every((name) => besidePages.has(name));
  const address = addressWith(isPaged ? changes : { ...changes, after: '' });
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  window.dispatchEvent(new Event('statechange'));
}

export function hasFilters(state) {
  return state.filters.length > 0 || questionNames.some((name) => state[name] !== '');
}

export function withoutFilters() {
  return { filters: [], ...Object.fromEntries(questionNames.map((name) => [name, ''])) };
}
