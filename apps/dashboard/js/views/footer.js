// How the tables were made, and by which program.
import { draw } from '../dom.js';
import { formatSpan } from '../format.js';

export function render(root, { window: made, refresh, version }) {
  const rules = made === null ? [] : [
    `looks back ${formatSpan(made.lookback_seconds)}`,
    `sessions end after ${formatSpan(made.session_timeout_seconds)} of silence`,
    `counts ${made.conversions.join(', ')}`,
  ];
  const keeper = refresh === 'on' ? 'keeps the tables up to date' : 'shows tables that another program keeps up to date';
  draw(root, [`attrib ${version}`, ...rules, keeper].join(' \u00b7 '));
}
