// The questions about paths. Paths come before any model: of the sentence they take the days, the
// conversion, the currency, the lookback and the filters that name one value.
import { addressOf } from './api.js';
import { baseOf, dimensionIn } from './asked.js';
import { dimensionOf } from './dimensions.js';
import { plainFilters } from './filters.js';
import { read } from './questions.js';

export const firstPaths = 100;
export const laterPaths = 1_000; // the most that the API gives at once
const mostRoles = 1_000;

// The dimension of the sentence where paths can have it, else channel.
export function pathDimension(state) {
  const { name, isOfPaths } = dimensionOf(dimensionIn(state));
  return isOfPaths ? name : 'channel';
}

// Values of two columns cannot be asked for.
export const hasPathFilters = (state) => dimensionOf(pathDimension(state)).columns.length === 1;

export const containedIn = ({ path }) => (path === '' ? [] : JSON.parse(path));

export const noPathFilters = { path: '', starts: '', ends: '', least: '', most: '' };

export function isNarrowed(state) {
  return Object.keys(noPathFilters).some((name) => state[name] !== '');
}

function wholeOf(state) {
  const { from, to, conversion, currency, lookback_days: lookback } = baseOf(state);
  return { from, to, conversion, currency, lookback_days: lookback, ...plainFilters(state.filters).plain };
}

// Values are those of one dimension; lengths are of any.
function narrowing(state) {
  const lengths = { min_length: state.least || undefined, max_length: state.most || undefined };
  if (!hasPathFilters(state)) return lengths;
  return { contains: containedIn(state), starts_with: state.starts || undefined, ends_with: state.ends || undefined, ...lengths };
}

const pathParameters = (state) => ({ ...wholeOf(state), by: pathDimension(state), ...narrowing(state) });

export const topPaths = (state) => read('/paths', { ...pathParameters(state), limit: firstPaths });

export function pathsAfter(state, cursor) {
  return read('/paths', { ...pathParameters(state), limit: laterPaths, cursor }, { isOptional: true });
}

export const rolesBy = (state) => read('/roles', { ...wholeOf(state), by: pathDimension(state), limit: mostRoles });
export const pathLengths = (state) => read('/path-lengths', wholeOf(state));
export const daysToConvert = (state) => read('/days-to-convert', wholeOf(state));

export const pathsCsv = (state) => addressOf('/paths', { ...pathParameters(state), format: 'csv' });
export const rolesCsv = (state) => addressOf('/roles', { ...wholeOf(state), by: pathDimension(state), format: 'csv' });
