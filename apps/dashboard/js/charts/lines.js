// Lines over time in a box of any width: they are stretched to it, their strokes are not.
import { el } from '../dom.js';

// A path through values between 0 and `most` (or `least`), in a box of 100 by 100.
export function pathOf(values, least, most) {
  const step = values.length > 1 ? 100 / (values.length - 1) : 0;
  const height = most - least || 1;
  return values.map((value, i) => `${i === 0 ? 'M' : 'L'}${(i * step).toFixed(2)} ${(100 - (100 * (value - least)) / height).toFixed(2)}`).join('');
}

export function line(values, { least = 0, most, className }) {
  return el('path', { d: pathOf(values, least, most), class: `line ${className}`, 'vector-effect': 'non-scaling-stroke' });
}

export function box(className, ...children) {
  return el('svg', { class: className, viewBox: '0 0 100 100', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, children);
}

// A small line without axes; what it shows stands beside it in figures.
export function sparkline(values, className = '') {
  if (values.length < 2) return el('span', { class: `spark ${className}` });
  const most = Math.max(...values, 0) || 1;
  const least = Math.min(...values, 0);
  return el('span', { class: `spark ${className}` }, box('spark-box', line(values, { least, most, className: 'spark-line' })));
}
