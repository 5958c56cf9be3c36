// A path of touchpoints as chips in order, repeats as a number.
import { el, icon } from '../dom.js';
import { formatCount } from '../format.js';

function chip(step, columns) {
  return el('bdi', { class: 'tag' }, columns.map((column) => step[column] ?? '(none)').join(' / '),
    step.times > 1 ? el('span', { class: 'times' }, `\u00d7${step.times}`) : null);
}

const arrow = () => icon('right', 'path-step');

// `path` and `columns` are those of /paths. Of a longer path than `most` steps the middle is counted.
export function pathChips(path, columns, most = Infinity) {
  const left = path.length > most ? path.length - most : 0;
  const head = left > 0 ? path.slice(0, Math.ceil(most / 2)) : path;
  const tail = left > 0 ? path.slice(path.length - Math.floor(most / 2)) : [];
  const gap = left > 0 ? el('span', { class: 'quiet' }, `${formatCount(left)} more`) : null;
  const all = [...head.map((step) => chip(step, columns)), ...(gap ? [gap] : []), ...tail.map((step) => chip(step, columns))];
  return el('span', { class: 'path' }, all.map((each, i) => [i > 0 ? arrow() : null, each]));
}
