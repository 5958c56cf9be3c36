// Counts of whole numbers, as of touchpoints or days: a bar for each.
import { el } from '../dom.js';
import { binWords } from './bins.js';
import { linearScale, percent } from './scale.js';

export function histogram({ bins, name, formatTick }) {
  const scale = linearScale(0, Math.max(...bins.map(({ count }) => count), 1), 3, true);
  const width = 100 / bins.length;
  const every = Math.ceil(bins.length / 16);
  return el('div', { class: 'bar-chart is-histogram' },
    el('div', { class: 'value-ticks', 'aria-hidden': 'true' }, scale.ticks.map((tick) =>
      el('span', { class: 'tick', style: { bottom: percent(scale.placeOf(tick)) } }, formatTick(tick)))),
    el('div', { class: 'plot', role: 'img', 'aria-label': name },
      el('svg', { class: 'plot-box', 'aria-hidden': 'true' },
        scale.ticks.map((tick) => el('line', { class: 'grid', x1: 0, x2: '100%', y1: percent(100 - scale.placeOf(tick)), y2: percent(100 - scale.placeOf(tick)) })),
        bins.map(({ count, isTail }, i) => el('rect', { class: isTail ? 'bar is-tail' : 'bar', x: percent(i * width + width * 0.12), width: percent(width * 0.76),
          y: percent(100 - scale.placeOf(count)), height: percent(scale.placeOf(count)) })))),
    el('div', { class: 'date-labels', 'aria-hidden': 'true' }, bins.map((bin, i) => (i % every === 0 || bin.isTail
      ? el('span', { class: 'tick', style: { left: percent((i + 0.5) * width) } }, binWords(bin)) : null))));
}
