// Small multiples: one little chart for each value, all on one scale, so that heights compare.
import { el } from '../dom.js';
import { lookOf } from '../models.js';
import { box, line } from './lines.js';
import { linearScale, percent } from './scale.js';

function levels(scale) {
  return scale.ticks.map((tick) => el('line', { class: tick === 0 ? 'grid is-zero' : 'grid', x1: 0, x2: 100, 'vector-effect': 'non-scaling-stroke',
    y1: 100 - scale.placeOf(tick), y2: 100 - scale.placeOf(tick) }));
}

function linesOf({ lines }, scale) {
  return lines.map(({ model, values }, i) =>
    line(values, { least: scale.from, most: scale.to, className: `hue-${lookOf(model).hue} ${i === 0 ? 'is-first' : 'is-second'}` }));
}

// How far the second lies from the first, as bars about zero.
function shift({ lines: [first, second] }, scale) {
  const width = 100 / first.values.length;
  const zero = 100 - scale.placeOf(0);
  return first.values.map((value, i) => {
    const step = second.values[i] - value;
    const top = 100 - scale.placeOf(step);
    const { hue } = lookOf(step < 0 ? first.model : second.model);
    return el('rect', { class: `shift hue-${hue}`, x: (i * width + width * 0.14).toFixed(2), width: (width * 0.72).toFixed(2),
      y: Math.min(top, zero).toFixed(2), height: Math.abs(top - zero).toFixed(2) });
  });
}

function stepsOf({ lines: [first, second] }) {
  return first.values.map((value, i) => second.values[i] - value);
}

// `items`: [{key, label (node), name (said after the label), lines: [{model, values}], pick, isPicked}]; `isShift` draws
// the difference of the two.
export function multiples({ items, isShift, isWhole, formatTick, ends }) {
  const all = items.flatMap((item) => (isShift ? stepsOf(item) : item.lines.flatMap(({ values }) => values)));
  const scale = linearScale(Math.min(0, ...all), Math.max(...all, isShift ? 0 : 1), 2, isWhole && !isShift);
  return el('ul', { class: 'multiples' }, items.map((item) => el('li', { 'data-key': item.key },
    el('button', { type: 'button', class: item.isPicked ? 'multiple is-picked' : 'multiple', 'data-action': 'pick', 'data-value': item.pick,
      'aria-pressed': String(item.isPicked) },
    el('span', { class: 'multiple-label' }, item.label),
    el('span', { class: 'visually-hidden' }, item.name),
    el('span', { class: 'multiple-plot' },
      scale.ticks.map((tick) => el('span', { class: 'tick', 'aria-hidden': 'true', style: { bottom: percent(scale.placeOf(tick)) } }, formatTick(tick))),
      box('multiple-box', levels(scale), isShift ? shift(item, scale) : linesOf(item, scale))),
    el('span', { class: 'multiple-ends', 'aria-hidden': 'true' }, ends.map((end) => el('span', {}, end)))))));
}

