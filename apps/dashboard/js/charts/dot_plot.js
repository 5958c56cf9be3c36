// A row for each value, a mark for each model, a line from the lowest to the highest of them. Places
// are percentages, so that it needs no measuring and follows its column.
import { el } from '../dom.js';
import { lookOf, modelLabel } from '../models.js';
import { linearScale, percent } from './scale.js';

function mark(place, model, isStrong) {
  const { shape, hue } = lookOf(model);
  const size = isStrong ? 15 : 11;
  return el('svg', { x: percent(place), y: '50%', class: `dot hue-${hue} ${isStrong ? 'is-strong' : 'is-ghost'}`, 'data-model': model },
    el('use', { href: `#icon-shape-${shape}`, x: -size / 2, y: -size / 2, width: size, height: size }));
}

function track({ marks }, scale, strong) {
  const places = marks.map(({ value }) => scale.placeOf(value));
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const isStrong = ({ model }) => strong.includes(model);
  const inOrder = [...marks].sort((a, b) => isStrong(a) - isStrong(b)); // the strong ones on top
  return el('svg', { class: 'dot-track', 'aria-hidden': 'true' },
    scale.ticks.map((tick) => el('line', { class: tick === 0 ? 'grid is-zero' : 'grid', x1: percent(scale.placeOf(tick)), x2: percent(scale.placeOf(tick)), y1: 0, y2: '100%' })),
    el('line', { class: 'dot-range', x1: percent(low), x2: percent(high), y1: '50%', y2: '50%' }),
    inOrder.map((each) => mark(scale.placeOf(each.value), each.model, isStrong(each))));
}

// `rows`: [{key, label (node), marks: [{model, value}], spread (text), isPicked, pick (text)}];
// `strong` models are drawn strongly; `format` writes a value of the axis. Rows are buttons, whose
// names have all figures.
export function dotPlot({ rows, strong, format, formatTick }) {
  const values = rows.flatMap(({ marks }) => marks.map(({ value }) => value));
  const scale = linearScale(Math.min(0, ...values), Math.max(...values, 0) || 1, 5);
  const says = ({ marks }) => `: ${marks.map(({ model, value }) => `${modelLabel(model)} ${format(value)}`).join(', ')}; `;
  return el('div', { class: 'dot-plot' },
    el('ul', {}, rows.map((row) => el('li', { 'data-key': row.key },
      el('button', { type: 'button', class: row.isPicked ? 'dot-row is-picked' : 'dot-row', 'data-action': 'pick', 'data-value': row.pick,
        'aria-pressed': String(row.isPicked) },
      el('span', { class: 'dot-label' }, row.label),
      el('span', { class: 'visually-hidden' }, says(row)),
      el('span', { class: 'dot-field' }, track(row, scale, strong)),
      el('span', { class: 'dot-spread' }, row.spread))))),
    el('div', { class: 'dot-axis', 'aria-hidden': 'true' }, el('span'),
      el('span', { class: 'dot-field' }, scale.ticks.map((tick) =>
        el('span', { class: 'tick', style: { left: percent(scale.placeOf(tick)) } }, formatTick(tick)))),
      el('span')));
}
