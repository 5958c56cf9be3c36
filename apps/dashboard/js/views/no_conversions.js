// There are sessions and no conversion at all: most likely the events that count have another name.
import { draw, el } from '../dom.js';
import { formatCount } from '../format.js';

let chosen = null; // by the reader, of the names

function names(all, between) {
  return all.map((name, i) => [i > 0 ? between : null, el('code', {}, name)]);
}

function picker(eventNames) {
  if (eventNames.length === 0) return null;
  const name = eventNames.includes(chosen) ? chosen : eventNames[0];
  return [
    el('p', {}, 'The latest events are called ', names(eventNames, ', '), '. If another one is a conversion, make the tables with it:'),
    el('label', {}, 'Conversion ', el('select', { name: 'event-name' }, eventNames.map((each) => el('option', { value: each, selected: each === name }, each)))),
    el('pre', {}, el('code', {}, `attrib-model --conversion ${/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`}`)),
  ];
}

// `sessions` of these days; `conversionNames` are what counts, `eventNames` what there is.
export function render(root, { sessions, hasConversions, conversionNames, eventNames }) {
  root.hidden = hasConversions || !sessions;
  if (root.hidden) return;
  draw(root,
    el('h2', {}, 'No conversions'),
    el('p', {}, `There are ${formatCount(sessions)} sessions in these days, and none led to `, names(conversionNames, ' or '), '.'),
    picker(eventNames));
}

// `redraw()` draws it again for another choice.
export function wire(root, redraw) {
  root.addEventListener('change', ({ target }) => {
    chosen = target.value;
    redraw();
  });
}
