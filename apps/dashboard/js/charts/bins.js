// Bins of a histogram over whole numbers; the long tail is one.

// [{value, count}] with gaps filled and all from `most` on as one, whose `isTail` is set.
export function binsOf(rows, first, most) {
  const counts = new Map(rows.map(({ value, count }) => [value, count]));
  const last = Math.max(first, ...counts.keys());
  const bins = [];
  for (let value = first; value <= Math.min(last, most - 1); value += 1) bins.push({ value, count: counts.get(value) ?? 0 });
  if (last >= most) {
    const tail = rows.filter(({ value }) => value >= most).reduce((sum, { count }) => sum + count, 0);
    bins.push({ value: most, count: tail, isTail: true });
  }
  return bins;
}

export function binWords({ value, isTail }) {
  return isTail ? `${value}+` : String(value);
}
