// Bars over time: one amount for each date, what it is compared with as a dotted step, the date that
// is not over hatched.
import { el } from '../dom.js';
import { linearScale, percent } from './scale.js';
import { box } from './lines.js';

function bar(value, i, count, scale, isPartial) {
  const width = 100 / count;
  const [low, high] = [scale.placeOf(0), scale.placeOf(value)].sort((a, b) => a - b);
  return el('rect', { class: isPartial ? 'bar is-partial' : 'bar', fill: isPartial ? 'url(#hatch)' : null, x: percent(i * width + width * 0.14), width: percent(width * 0.72),
    y: percent(100 - high), height: percent(Math.max(high - low, value === 0 ? 0 : 0.6)) });
}

function steps(values, scale) {
  const width = 100 / values.length;
  const at = (i, value) => `${(i * width).toFixed(2)} ${(100 - scale.placeOf(value)).toFixed(2)}H${((i + 1) * width).toFixed(2)}`;
  const d = values.map((value, i) => `${i === 0 ? 'M' : 'L'}${at(i, value)}`).join('');
  return box('bars-previous', el('path', { d, class: 'line is-previous', 'vector-effect': 'non-scaling-stroke' }));
}

// Dates to write below: the first, the last and some between, in equal steps.
function labelled(count, most) {
  const step = Math.ceil(count / most);
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
}

export function dateLabels(labels, most = 7) {
  const width = 100 / labels.length;
  return el('div', { class: 'date-labels', 'aria-hidden': 'true' }, labelled(labels.length, most).map((i) =>
    el('span', { class: 'tick', style: { left: percent((i + 0.5) * width) } }, labels[i])));
}

// `points`: [{value, previous (or undefined), isPartial, label}]; `name` is what a screen reader
// says; `at` is the point that is read out, or null.
export function barChart({ points, name, formatTick, at, isWhole }) {
  const values = points.flatMap(({ value, previous }) => [value, previous ?? 0]);
  const scale = linearScale(Math.min(0, ...values), Math.max(...values) || 1, 3, isWhole);
  const hasPrevious = points.some(({ previous }) => previous !== undefined);
  const width = 100 / points.length;
  return el('div', { class: 'bar-chart' },
    el('div', { class: 'value-ticks', 'aria-hidden': 'true' }, scale.ticks.map((tick) =>
      el('span', { class: 'tick', style: { bottom: percent(scale.placeOf(tick)) } }, formatTick(tick)))),
    el('div', { class: 'plot', role: 'img', tabindex: '0', 'aria-label': name, 'data-points': points.length, 'data-cursor': 'days' },
      el('svg', { class: 'plot-box', 'aria-hidden': 'true' },
        scale.ticks.map((tick) => el('line', { class: tick === 0 ? 'grid is-zero' : 'grid', x1: 0, x2: '100%', y1: percent(100 - scale.placeOf(tick)), y2: percent(100 - scale.placeOf(tick)) })),
        at === null ? null : el('rect', { class: 'cursor', x: percent(at * width), width: percent(width), y: 0, height: '100%' }),
        points.map(({ value, isPartial }, i) => bar(value, i, points.length, scale, isPartial))),
      hasPrevious ? steps(points.map(({ previous }) => previous ?? 0), scale) : null),
    dateLabels(points.map(({ label }) => label)));
}
