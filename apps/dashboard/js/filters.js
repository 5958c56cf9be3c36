// Filters by dimension: their text in the address and their form in a question.
//
// In the address each is a parameter named as its dimension with the sign of its operator:
// channel=Email, channel!=Direct, campaign~=spring, landing_page^=/shop. Repeating it adds a value.
// A value that is null is written (none), in channel also (unattributed); a text that looks like
// one of these, or begins with a backslash, has a backslash before it.
import { dimensionOf, dimensions } from './dimensions.js';

export const operators = [
  { name: 'is', sign: '', words: 'is' },
  { name: 'is_not', sign: '!', words: 'is not' },
  { name: 'contains', sign: '~', words: 'contains' },
  { name: 'starts_with', sign: '^', words: 'starts with' },
];

const nulls = ['(none)', '(unattributed)'];

export const filterDimensions = dimensions.filter(({ isOfSessions, columns }) => isOfSessions && columns.length === 1);
const parameters = new Map(filterDimensions.flatMap((dimension) => operators.map((operator) =>
  [dimension.name + operator.sign, { dimension: dimension.name, operator: operator.name }])));

export const isFilterParameter = (name) => parameters.has(name);

function parameterOf({ dimension, operator }) {
  return dimension + operators.find(({ name }) => name === operator).sign;
}

function textOfValue(value, dimension) {
  if (value === null) return dimension === 'channel' ? '(unattributed)' : '(none)';
  return nulls.includes(value) || value.startsWith('\\') ? `\\${value}` : value;
}

function valueOfText(text) {
  if (nulls.includes(text)) return null;
  return text.startsWith('\\') ? text.slice(1) : text;
}

// The filters of an address: [{dimension, operator, values}].
export function readFilters(query) {
  const filters = new Map();
  for (const [name, text] of query) {
    if (!parameters.has(name) || text === '') continue;
    if (!filters.has(name)) filters.set(name, { ...parameters.get(name), values: [] });
    const { values } = filters.get(name);
    const value = valueOfText(text);
    if (!values.includes(value)) values.push(value);
  }
  return [...filters.values()];
}

export function writeFilters(query, filters) {
  for (const filter of filters) {
    for (const value of filter.values) query.append(parameterOf(filter), textOfValue(value, filter.dimension));
  }
}

// With one more value, joined to the filter of the same dimension and operator.
export function withValue(filters, { dimension, operator, value }) {
  const isSame = (filter) => filter.dimension === dimension && filter.operator === operator;
  const found = filters.find(isSame);
  if (!found) return [...filters, { dimension, operator, values: [value] }];
  if (found.values.includes(value)) return filters;
  return filters.map((filter) => (isSame(filter) ? { ...filter, values: [...filter.values, value] } : filter));
}

export function withoutFilter(filters, index) {
  return filters.filter((filter, i) => i !== index);
}

// As the query endpoint takes them.
export function filtersOfQuestion(filters) {
  return filters.map(({ dimension, operator, values }) => [operator, dimension, values]);
}

function isValue(columns, value) {
  const parts = columns.map((column, i) => ['is', column, [value[i]]]);
  return parts.length === 1 ? parts[0] : ['and', parts];
}

// The filter that holds for these values of a dimension.
export function anyOf(dimension, values) {
  const { columns } = dimensionOf(dimension);
  if (columns.length === 1) return ['is', columns[0], values.map(([value]) => value)];
  return ['or', values.map((value) => isValue(columns, value))];
}

// A value as the endpoints beside the query endpoint take it.
export function plainValue(value, dimension) {
  return value ?? textOfValue(null, dimension);
}

// What these endpoints take: one exact value of each dimension. The filters that they cannot express
// are in `missing`.
export function plainFilters(filters) {
  const plain = {};
  const missing = [];
  for (const filter of filters) {
    const { dimension, operator, values } = filter;
    const isPlain = operator === 'is' && values.length === 1 && dimensionOf(dimension).isParameter;
    if (isPlain) plain[dimension] = plainValue(values[0], dimension);
    else missing.push(filter);
  }
  return { plain, missing };
}

export function filterWords({ dimension, operator, values }) {
  const words = operators.find(({ name }) => name === operator).words;
  return `${dimensionOf(dimension).title} ${words} ${values.map((value) => value ?? textOfValue(null, dimension)).join(' or ')}`;
}
