// What several views draw.
import { el, icon } from '../dom.js';
import { valueLabel } from '../dimensions.js';
import { channelName, formatCount, formatPoints } from '../format.js';
import { lookOf, modelLabel, modelMeaning } from '../models.js';
import { formatConversions, formatMoney, formatRoundMoney, formatSignedConversions, formatSignedMoney, isRounded, textOf } from '../money.js';

// A model's shape, in its colour.
export function modelMark(name, className = '') {
  const { shape, hue } = lookOf(name);
  return icon(`shape-${shape}`, `model-mark hue-${hue} ${className}`.trim());
}

export function modelKey(name) {
  return el('span', { class: 'model-key', title: modelMeaning(name) || null }, modelMark(name), modelLabel(name));
}

// The value of a dimension, in its own writing direction.
export function valueName(dimension, value) {
  const label = valueLabel(dimension, value);
  return el('bdi', { class: value.every((part) => part === null) ? 'value-name is-none' : 'value-name', title: label.length > 24 ? label : null }, label);
}

export function channelTag(channel) {
  return el('bdi', { class: channel === null ? 'tag is-none' : 'tag' }, channelName(channel));
}

// What does not fit two decimals shows when one points at it.
function exactTitle(text) {
  return isRounded(text) ? formatMoney(text) : null;
}

export function conversionsFigure(text, className = null) {
  return el('span', { class: className, title: exactTitle(text) }, formatConversions(text));
}

// A figure of a measure; money without its unit, which the heading says. Pointing at one that is
// rounded tells all of it.
export function figure(text, measure, className = 'figure') {
  return measure === 'revenue' ? el('span', { class: className, title: exactTitle(text) }, formatRoundMoney(text)) : conversionsFigure(text, className);
}

const signClass = (value) => (value > 0 ? 'is-more' : value < 0 ? 'is-less' : 'is-same');

// `step`, in millionths, is how far the second model lies from the first.
export function differenceFigure(step, measure) {
  const text = textOf(step);
  const isRevenue = measure === 'revenue';
  return el('span', { class: `difference ${signClass(step)}`, title: exactTitle(text) },
    isRevenue ? formatSignedMoney(text) : formatSignedConversions(text));
}

export function pointsFigure(step) {
  return el('span', { class: `difference ${signClass(Math.round(step * 1000))}` }, formatPoints(step));
}

// A change against the compared period: by shape, sign and number, never by colour only.
export function changeFigure(change) {
  if (change === null || change === undefined) return null;
  const percent = Math.abs(change * 100);
  const text = `${percent >= 100 ? percent.toFixed(0) : percent.toFixed(1)}%`;
  const [kind, sign] = change > 0 ? ['up', '+'] : change < 0 ? ['down', '\u2212'] : ['same', ''];
  return el('span', { class: `change is-${kind}` }, kind === 'same' ? null : icon(kind), `${sign}${text}`);
}

export function emptyNote(title, detail) {
  return el('div', { class: 'note' }, icon('none', 'note-icon'), el('p', { class: 'note-title' }, title), detail ? el('p', {}, detail) : null);
}

// Where an error belongs to one panel, as it covers the rest of the page.
export function errorNote(error) {
  return el('div', { class: 'note is-error', role: 'alert' }, icon('alert', 'note-icon'),
    el('p', { class: 'note-title' }, 'This could not be read'), el('p', {}, error.status ? error.message : 'The server does not answer.'),
    el('button', { type: 'button', class: 'button', 'data-action': 'retry' }, 'Try again'));
}

export const noConversions = () => emptyNote('No conversions in these days', 'Choose other days, or fewer filters.');

// A choice of few, as buttons that belong together.
export function switchOf({ name, label, value, options }) {
  return el('fieldset', { class: 'switch', 'data-switch': name },
    el('legend', { class: 'visually-hidden' }, label),
    options.map(([each, words]) => el('label', {},
      el('input', { type: 'radio', name, value: each, checked: each === value }), el('span', {}, words))));
}

// The same figures as a table, for those who read rather than look. Its rows are made when it opens.
export function asTable(name, label, head, rows) {
  return el('details', { class: 'as-table', 'data-key': `${name}-as-table` },
    el('summary', {}, 'Show as a table'),
    el('div', { class: 'table-scroll is-tall', tabindex: '0', role: 'region', 'aria-label': label },
      el('table', { id: `${name}-table` },
        el('thead', {}, el('tr', {}, head.map((title, i) => el('th', { scope: 'col', class: i === 0 ? null : 'number' }, title)))),
        el('tbody', {}, rows.map(([first, ...others]) => el('tr', {},
          el('th', { scope: 'row' }, first), others.map((other) => el('td', { class: 'number' }, other))))))));
}

// What is typed is searched for by every list of the view.
export function searchField({ search }, plural) {
  return el('label', { class: 'search' }, el('span', { class: 'visually-hidden' }, `Search ${plural}`),
    el('input', { type: 'search', name: 'search', placeholder: `Search ${plural}`, value: search, 'data-live-search': true, autocomplete: 'off' }));
}

// How many of all groups a list has, and how to see others where it has not all of them.
export function countHint(count, all, plural) {
  return count < all ? `${formatCount(count)} of ${formatCount(all)} ${plural}; search or filter to see others` : `${formatCount(count)} ${plural}`;
}

export function exportLink(name, words, href) {
  return el('a', { id: `${name}-export`, class: 'button is-quiet', 'data-export': true, download: `${name}.csv`, href },
    icon('export'), 'CSV', el('span', { class: 'visually-hidden' }, ` of ${words}`));
}
