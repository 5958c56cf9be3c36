// A path of touchpoints as chips in order, repeats as a number.
import { el, icon } from '../dom.js';
import { formatCount } from '../format.js';

const nameOf = (step, columns) => columns.map((column) => step[column] ?? '(none)').join(' / ');
const timesOf = ({ times }) => (times > 1 ? `\u00d7${times}` : '');

function chip(step, columns) {
  const times = timesOf(step);
  return el('bdi', { class: 'tag' }, nameOf(step, columns), times ? el('span', { class: 'times' }, times) : null);
}

const arrow = () => icon('right', 'path-step');

// All of a path in words.
export function pathWords(path, columns) {
  return path.map((step) => `${nameOf(step, columns)} ${timesOf(step)}`.trim()).join(' \u203a ');
}

// `path` and `columns` are those of /paths. Of a longer path than `most` steps the middle is counted.
export function pathChips(path, columns, most = Infinity) {
  const left = path.length > most ? path.length - most : 0;
  const head = left > 0 ? path.slice(0, Math.ceil(most / 2)) : path;
  const tail = left > 0 ? path.slice(path.length - Math.floor(most / 2)) : [];
  const gap = left > 0 ? el('span', { class: 'quiet' }, `${formatCount(left)} more`) : null;
  const all = [...head.map((step) => chip(step, columns)), ...(gap ? [gap] : []), ...tail.map((step) => chip(step, columns))];
  return el('span', { class: 'path' }, all.map((each, i) => [i > 0 ? arrow() : null, each]));
}
