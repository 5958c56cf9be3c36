// Answers of the query endpoint have a row for each model. The page shows those of one value, or of
// one date, beside each other.
import { keyOfValue, valueOf } from './dimensions.js';
import { exact } from './money.js';

const made = new WeakMap();

function keptFor(answer, name, make) {
  if (!made.has(answer)) made.set(answer, new Map());
  const kept = made.get(answer);
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name);
}

function group(rows, keyOf, membersOf) {
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    if (!groups.has(key)) groups.set(key, { key, ...membersOf(row), by: {} });
    groups.get(key).by[row.model] = row;
  }
  return [...groups.values()];
}

// Of one currency where one is given: those without a currency have null.
const ofCurrency = (rows, currency) => (currency === undefined ? rows : rows.filter((row) => row.currency === currency));

// [{key, value, by: {model: row}}] in the order of the answer; `value` is a list (dimensions.js).
export function byValue(answer, dimension, currency = undefined) {
  return keptFor(answer, JSON.stringify(['value', dimension, currency ?? typeof currency]), () => {
    const keyOf = (row) => keyOfValue(valueOf(row, dimension));
    return group(ofCurrency(answer.data, currency), keyOf, (row) => ({ value: valueOf(row, dimension) }));
  });
}

// [{key, date, by: {model: row}}].
export function byDate(answer, currency = undefined) {
  return keptFor(answer, JSON.stringify(['date', currency ?? typeof currency]), () =>
    group(ofCurrency(answer.data, currency), ({ date }) => date, ({ date }) => ({ date })));
}

// The dates of each value: Map of key -> [{date, by}].
export function datesByValue(answer, dimension, currency = undefined) {
  return keptFor(answer, JSON.stringify(['dates', dimension, currency ?? typeof currency]), () => {
    const found = new Map();
    for (const row of ofCurrency(answer.data, currency)) {
      const key = keyOfValue(valueOf(row, dimension));
      if (!found.has(key)) found.set(key, new Map());
      const dates = found.get(key);
      if (!dates.has(row.date)) dates.set(row.date, { date: row.date, by: {} });
      dates.get(row.date).by[row.model] = row;
    }
    return new Map([...found].map(([key, dates]) => [key, [...dates.values()]]));
  });
}

// The sum of a metric over rows, in millionths.
export function sumOf(rows, metric) {
  return rows.reduce((sum, row) => sum + exact(row?.[metric] ?? '0'), 0n);
}

// A metric in millionths, 0 where a model has no row.
export function amountOf(row, metric) {
  return exact(row?.[metric] ?? '0');
}

const sizeOf = (value) => (value < 0n ? -value : value);

// Half of what two models give differently, in millionths: the credit that would have to move to
// make one of the other.
export function movedBetween(groups, first, second, amount) {
  const twice = groups.reduce((sum, { by }) => sum + sizeOf(amount(by[first]) - amount(by[second])), 0n);
  return twice / 2n;
}
