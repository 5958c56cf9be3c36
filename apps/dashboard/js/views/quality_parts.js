// What the panels of data quality have in common.
import { el, icon } from '../dom.js';

export const notTold = () => el('p', { class: 'hint', 'data-missing': true }, 'This server does not say.');

export const allGood = (words) => el('p', { class: 'verdict is-good' }, icon('live-on'), words);

export function figureOf(name, figure, words) {
  return el('p', { class: 'average' }, el('strong', { 'data-quality': name }, figure), ` ${words}`);
}
