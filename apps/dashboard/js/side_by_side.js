// Reports have one row for each model. The page shows those of one day, channel or campaign beside
// each other.
import { exact } from './money.js';

// Groups of the rows that agree in `members`, which each group has, too; `amounts` are its rows in
// the order of `models`, those of the answer.
export function sideBySide(rows, models, members) {
  const groups = new Map();
  for (const row of rows) {
    const key = JSON.stringify(members.map((member) => row[member]));
    if (!groups.has(key)) {
      groups.set(key, { ...Object.fromEntries(members.map((member) => [member, row[member]])), amounts: [] });
    }
    groups.get(key).amounts[models.findIndex(({ name }) => name === row.model)] = row;
  }
  return [...groups.values()];
}

// How far the second model lies from the first, in millionths; 0 where there is only one.
export function stepOf(amounts, measure) {
  if (amounts.length < 2) return 0n;
  return exact(amounts[1][measure]) - exact(amounts[0][measure]);
}
