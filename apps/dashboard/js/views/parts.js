// What several views draw.
import { draw, el, icon } from '../dom.js';
import { channelName } from '../format.js';
import { labelOf, sides } from '../models.js';
import { formatConversions, formatMoney, formatSignedConversions, formatSignedMoney, isRounded, textOf } from '../money.js';

// A side of the page by shape and colour, and a word: a disc for the first model, a square for the
// second.
export function sideKey(side, words) {
  return el('span', { class: `model-key ${sides[side]}` }, icon(sides[side], 'model-mark'), words);
}

// The keys of an answer's models.
export function modelKeys(models) {
  return models.map((model, side) => sideKey(side, labelOf(model)));
}

export function channelTag(channel) {
  return el('span', { class: channel === null ? 'tag is-none' : 'tag' }, channelName(channel));
}

// What does not fit two decimals shows when one points at it.
function exactTitle(text) {
  return isRounded(text) ? formatMoney(text) : null;
}

export function conversionsFigure(text, className = null) {
  return el('span', { class: className, title: exactTitle(text) }, formatConversions(text));
}

// `step`, in millionths, is how far the second model lies from the first.
export function differenceFigure(step, measure) {
  const sign = step > 0n ? 'is-more' : step < 0n ? 'is-less' : 'is-same';
  const text = textOf(step);
  const isRevenue = measure === 'revenue';
  return el('span', { class: `difference ${sign}`, title: isRevenue ? null : exactTitle(text) },
    isRevenue ? formatSignedMoney(text) : formatSignedConversions(text));
}

export function emptyNote(title, detail) {
  return el('div', { class: 'note' }, icon('none', 'note-icon'), el('p', { class: 'note-title' }, title), detail ? el('p', {}, detail) : null);
}

function errorNote(error) {
  const isUnauthorized = error.status === 401;
  return el('div', { class: 'note is-error', role: 'alert' },
    icon('alert', 'note-icon'),
    el('p', { class: 'note-title' }, isUnauthorized ? 'A token is needed' : 'These numbers could not be read'),
    el('p', {}, error.status ? error.message : 'The server does not answer.'),
    el('button', { type: 'button', class: 'button', 'data-action': 'retry' }, isUnauthorized ? 'Enter token' : 'Try again'));
}

function olderNote(error) {
  return el('p', { class: 'older', 'data-key': 'older', role: 'alert' }, icon('alert'),
    `Older numbers: ${error.status ? error.message : 'the server does not answer.'} `,
    el('button', { type: 'button', class: 'link', 'data-action': 'retry' }, 'Try again'));
}

function skeleton(lines) {
  return el('div', { class: 'skeleton', 'aria-hidden': 'true' }, Array.from({ length: lines }, () => el('span')));
}

// Loading, error, or what `content()` makes of the answer. Numbers that stand stay while newer ones
// are on their way, and when the server is away.
export function drawPanel(root, { answer, error, isLoading }, content, lines = 5) {
  root.setAttribute('aria-busy', isLoading ? 'true' : 'false');
  const isStale = Boolean(isLoading && answer);
  root.classList.toggle('is-stale', isStale);
  if (answer) draw(root, error ? olderNote(error) : null, content(answer));
  else if (error) draw(root, errorNote(error));
  else draw(root, skeleton(lines), el('p', { class: 'visually-hidden' }, 'Loading'));
}

// The head of a column that sorts. `sort` is the name of a column, with a minus: largest first.
export function sortHead({ name, title, sort, action, isNumber = true, group }) {
  const isThis = sort === name || sort === `-${name}`;
  const order = !isThis ? 'none' : sort.startsWith('-') ? 'descending' : 'ascending';
  const direction = { none: 'unsorted', ascending: 'up', descending: 'down' }[order];
  return el('th', { scope: 'col', 'aria-sort': order, class: isNumber ? 'number' : null, 'data-group': group },
    el('button', { type: 'button', class: 'sort', 'data-action': action, 'data-column': name, 'data-number': String(isNumber) },
      title, icon(direction, 'sort-mark')));
}

// Activating a column: largest first for numbers, A first for names, then the other way round.
export function nextSort(current, column, isNumber) {
  const first = isNumber ? `-${column}` : column;
  const second = isNumber ? column : `-${column}`;
  return current === first ? second : first;
}

// Rows by a column; equal ones keep the order of the API.
export function sorted(rows, sort, columns) {
  const compare = columns[sort.replace(/^-/, '')];
  const sign = sort.startsWith('-') ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a, b));
}
