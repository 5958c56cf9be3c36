// All that the reader has chosen, in the query of the address: reloading keeps it, a link shares it.
import { addDays } from './format.js';
import { defaultModels } from './models.js';

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const isOneOf = (...names) => (text) => names.includes(text);
const isModel = (text) => /^[A-Za-z0-9._-]{1,100}$/.test(text);
const isSort = (text) => /^-?[a-zA-Z]+$/.test(text);

// Days that every model may be asked to look back.
export const lookbacks = ['7', '14', '30', '60', '90'];

// What there is, and when a value counts. `through` is the last day, as people say it; the API's
// `to` is the day after it.
const checks = {
  from: isDay,
  through: isDay,
  conversion: () => true,
  channel: () => true,
  campaign: () => true,
  modelA: isModel, // the two that stand side by side; the same twice is that model alone
  modelB: isModel,
  lookback: isOneOf(...lookbacks),
  direct: isOneOf('keep', 'skip'),
  currency: () => true,
  measure: isOneOf('revenue'), // conversions is what goes without saying
  sort: isSort,
  campaignSort: isSort,
  rows: isOneOf('50', '200', '1000'),
  open: () => true,
  user: () => true,
};
const filterNames = ['from', 'through', 'conversion', 'channel', 'campaign', 'modelA', 'modelB', 'lookback', 'direct', 'currency'];

export function readState(search = location.search) {
  const query = new URLSearchParams(search);
  const state = {};
  for (const [name, isGood] of Object.entries(checks)) {
    const value = query.get(name) ?? '';
    state[name] = value !== '' && isGood(value) ? value : '';
  }
  return state;
}

export function addressWith(changes) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...readState(), ...changes })) {
    if (value !== '') query.set(name, value);
  }
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : '');
}

// A step that Back takes back, unless `replace`.
export function changeState(changes, { replace = false } = {}) {
  const address = addressWith(changes);
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  window.dispatchEvent(new Event('statechange'));
}

export function hasFilters(state) {
  return filterNames.some((name) => state[name] !== '');
}

export function withoutFilters() {
  return Object.fromEntries(filterNames.map((name) => [name, '']));
}

export function modelsOf({ modelA, modelB }) {
  return [...new Set([modelA || defaultModels[0], modelB || defaultModels[1]])];
}

// The parameters of the API that the models stand for, and how these are to weigh.
export function modelQueryOf(state) {
  const query = { models: modelsOf(state).join(',') };
  if (state.lookback) query.lookback_days = state.lookback;
  if (state.direct) query.direct = state.direct;
  return query;
}

// The parameters of the API that the filters stand for.
export function queryOf(state) {
  const query = modelQueryOf(state);
  if (state.from) query.from = state.from;
  if (state.through) query.to = addDays(state.through, 1);
  for (const name of ['conversion', 'channel', 'campaign', 'currency']) {
    if (state[name]) query[name] = state[name];
  }
  return query;
}
