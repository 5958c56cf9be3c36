// The dates of the values that stand first: for small multiples and the trends of a table.
import { dimensionIn, trendsShown, valuesByDate } from '../asked.js';
import { byValue } from '../groups.js';

// A question, or null before it is known which values these are.
export function valuesOverTime(state, status, credit) {
  if (!credit) return null;
  const groups = byValue(credit, dimensionIn(state));
  return valuesByDate(state, status, groups.slice(0, trendsShown).map(({ value }) => value));
}
