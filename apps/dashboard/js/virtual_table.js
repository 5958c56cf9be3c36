// A table that draws only the rows that can be seen, so that 100,000 of them scroll as smoothly as
// ten. All rows have one height, which is css's --row-height; the scroll area is as tall as all rows. Row numbers tell screen readers where they are.
import { el, icon } from './dom.js';
import { localOf, setLocal } from './local.js';

const spare = 12; // rows above and below what is seen
const guessedView = 560;

const narrow = globalThis.matchMedia?.('(max-width: 480px)');

export const isNarrow = () => Boolean(narrow?.matches);

export function heightNow(wideHeight, narrowHeight) {
  return isNarrow() ? narrowHeight : wideHeight;
}

function headCell({ name, title, sort, isNumber, className }, order) {
  const direction = { none: 'unsorted', ascending: 'up', descending: 'down' }[order];
  const classes = [isNumber ? 'number' : '', className ?? ''].join(' ').trim() || null;
  return el('div', { role: 'columnheader', class: classes, 'aria-sort': sort ? order : null },
    sort ? el('button', { type: 'button', class: 'sort', 'data-action': 'sort', 'data-column': name, 'data-number': String(Boolean(isNumber)) },
      title, icon(direction, 'sort-mark')) : title);
}

function orderOf(column, sort) {
  if (sort === column.name) return 'ascending';
  return sort === `-${column.name}` ? 'descending' : 'none';
}

// `columns`: [{name, title, sort (whether it sorts), isNumber, className}], whose widths css gives to
// .vt-ID; `count` rows, of which `rowAt(i)` gives {key, cells: [nodes], isPicked} or null where it is
// not read yet; `sort` as the address says it;
// `rowHeight` in pixels, `narrowHeight` on narrow screens, where rows may have two lines. `panel` is drawn again when it is scrolled.
export function virtualTable({ id, panel, label, columns, count, rowAt, sort, rowHeight: wideHeight, narrowHeight = wideHeight }) {
  const rowHeight = heightNow(wideHeight, narrowHeight);
  const { top, height } = localOf(panel, `scroll ${id}`, { top: 0, height: guessedView });
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - spare, count - 1));
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + spare);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, i) => rowOf(rowAt(first + i), first + i, columns));
  return el('div', { id: `${id}-table`, class: `vt vt-${id}`, role: 'table', 'aria-label': label, 'aria-rowcount': count + 1, 'aria-colcount': columns.length },
    el('div', { class: 'vt-head', role: 'rowgroup' },
      el('div', { class: 'vt-row', role: 'row', 'aria-rowindex': 1 }, columns.map((column) => headCell(column, orderOf(column, sort))))),
    el('div', { class: 'vt-body', role: 'rowgroup', tabindex: '0', 'data-virtual': id, 'data-panel': panel, 'aria-label': `${label}, rows` },
      el('div', { class: 'vt-space', role: 'presentation', style: { height: `${first * rowHeight}px` } }),
      rows,
      el('div', { class: 'vt-space', role: 'presentation', style: { height: `${Math.max(0, count - last) * rowHeight}px` } })));
}

function rowOf(row, index, columns) {
  if (row === null) {
    return el('div', { class: 'vt-row is-waiting', role: 'row', 'data-key': `wait ${index}`, 'aria-rowindex': index + 2 },
      columns.map(() => el('div', { role: 'cell' }, el('span', { class: 'wait' }))));
  }
  const { key, cells, isPicked } = row;
  return el('div', { class: isPicked ? 'vt-row is-picked' : 'vt-row', role: 'row', 'data-key': key, 'data-row': key, 'aria-rowindex': index + 2 },
    cells.map((cell, i) => el('div', { role: i === 0 ? 'rowheader' : 'cell', 'data-column': columns[i].name,
      class: [columns[i].isNumber ? 'number' : '', columns[i].className ?? ''].join(' ').trim() || null }, cell)));
}

// Activating a column: largest first for numbers, A first for names, then the other way round.
export function nextSort(current, column, isNumber) {
  const first = isNumber ? `-${column}` : column;
  const second = isNumber ? column : `-${column}`;
  return current === first ? second : first;
}

export function wireVirtualTables() {
  const look = ({ target }) => {
    const { virtual, panel } = target.dataset ?? {};
    if (virtual === undefined) return;
    setLocal(panel, `scroll ${virtual}`, { top: target.scrollTop, height: target.clientHeight });
  };
  document.addEventListener('scroll', look, { capture: true, passive: true });
}
