// The point of a chart that is read out: under the pointer, or moved to by the arrow keys.
import { localOf, setLocal } from '../local.js';

// The index of the point in a panel's chart, or null.
export function cursorAt(panel, count) {
  const at = localOf(panel, 'cursor', null);
  return at === null || at >= count ? null : at;
}

function pointUnder(plot, clientX) {
  const { left, width } = plot.getBoundingClientRect();
  const count = Number(plot.dataset.points);
  return Math.max(0, Math.min(count - 1, Math.floor((count * (clientX - left)) / width)));
}

const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

function moved(plot, key) {
  const count = Number(plot.dataset.points);
  const at = localOf(plot.dataset.cursor, 'cursor', null);
  if (at === null) return key === 'Home' ? 0 : count - 1;
  return Math.max(0, Math.min(count - 1, at + moves[key]));
}

export function wireCursors() {
  document.addEventListener('pointermove', ({ target, clientX }) => {
    const plot = target.closest?.('[data-cursor]');
    if (plot) setLocal(plot.dataset.cursor, 'cursor', pointUnder(plot, clientX));
  });
  document.addEventListener('pointerout', ({ target, relatedTarget }) => {
    const plot = target.closest?.('[data-cursor]');
    if (plot && !plot.contains(relatedTarget)) setLocal(plot.dataset.cursor, 'cursor', null);
  });
  document.addEventListener('keydown', (event) => {
    if (!(event.key in moves) || !event.target.matches?.('[data-cursor]')) return;
    event.preventDefault();
    setLocal(event.target.dataset.cursor, 'cursor', moved(event.target, event.key));
  });
}
