// Scales of charts: from a value to its place in percent, and round numbers to mark.

const steps = [1, 2, 2.5, 5, 10];

// About `count` round values from `from` to `to`, which they may pass.
export function ticksOf(from, to, count = 4, isWhole = false) {
  const rough = (to - from) / count;
  if (!(rough > 0)) return isWhole ? [from, from + 1] : [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(steps.find((each) => each * power >= rough * 0.999) * power, isWhole ? 1 : 0);
  const ticks = [];
  for (let at = Math.floor(from / step); at * step < to + step * 0.999; at += 1) ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

// {ticks, placeOf(value) in percent, from, to} over values that lie between.
export function linearScale(from, to, count, isWhole) {
  const ticks = ticksOf(from, to, count, isWhole);
  const [first, last] = [ticks[0], ticks.at(-1)];
  const width = last - first || 1;
  return { ticks, from: first, to: last, placeOf: (value) => (100 * (value - first)) / width };
}

export const percent = (place) => `${place.toFixed(3)}%`;
