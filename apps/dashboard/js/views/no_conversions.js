// There are sessions and no conversion at all: most likely the events that count have another name.
import { draw, el } from '../dom.js';
import { formatCount } from '../format.js';

// `totals` and `sessions` are totals of answers; `names` those that conversions are made of.
export function render(root, { sessions, hasConversions, names, eventNames }) {
  root.hidden = hasConversions || !sessions;
  if (root.hidden) return;
  draw(root,
    el('h2', {}, 'No conversions'),
    el('p', {}, `There are ${formatCount(sessions)} sessions in these days, and none led to `, names.map((name, i) => [i > 0 ? ' or ' : null, el('code', {}, name)]), '.'),
    eventNames.length === 0 ? null : el('p', {}, 'The latest events are called ', eventNames.map((name, i) => [i > 0 ? ', ' : null, el('code', {}, name)]), '. Count another one:'),
    eventNames.length === 0 ? null : el('pre', {}, el('code', {}, `attrib-model --conversion ${eventNames[0]}`)));
}
