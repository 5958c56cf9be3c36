// What the panels of paths have in common.
import { el } from '../dom.js';
import { formatCount } from '../format.js';

// What a panel's figures add up to. `conversions` is that of an answer about paths.
export function sumWords({ conversions: { attributed, unattributed } }) {
  const whole = `${formatCount(attributed)} attributed ${attributed === 1 ? 'conversion' : 'conversions'}`;
  return unattributed === 0 ? whole : `${whole}; ${formatCount(unattributed)} more have no touchpoint in the lookback, and no path`;
}

// A count with a bar of its part of the largest; the figure says it, the bar is for eyes only.
export function countBar(count, largest) {
  const part = largest > 0 ? count / largest : 0;
  return el('span', { class: 'count-bar' },
    el('span', { class: 'figure' }, formatCount(count)),
    el('span', { class: 'bar-track', 'aria-hidden': 'true' }, part > 0 ? el('span', { class: 'bar-fill', style: { width: `${(100 * part).toFixed(2)}%` } }) : null));
}
