// The sequences of touchpoints that led to conversions: found by what they contain, begin and end
// with, and drawn as they are scrolled.
import { containedIn, firstPaths, hasPathFilters, isNarrowed, laterPaths, pathDimension, pathLengths, pathsAfter, pathsCsv, rolesBy, topPaths } from '../asked_paths.js';
import { currencyTotals, shownCurrency } from '../currency.js';
import { dimensionOf } from '../dimensions.js';
import { el, icon } from '../dom.js';
import { formatCount, formatShare } from '../format.js';
import { localOf } from '../local.js';
import { formatMoney } from '../money.js';
import { pagesAfter, pagesOf, rowsReached } from '../pages.js';
import { wirePathFields } from '../path_fields.js';
import { leftOutNote } from '../views/left_out.js';
import { emptyNote, exportLink, noConversions } from '../views/parts.js';
import { pathChips, pathWords } from '../views/path_chips.js';
import { countBar, sumWords } from '../views/path_parts.js';
import { heightNow, isNarrow, virtualTable } from '../virtual_table.js';

const stepsShown = { wide: 8, narrow: 3 }; // of a row; the chosen path is shown whole
const mostOffered = 500;
const heights = { rowHeight: 44, narrowHeight: 72 }; // as css/paths.css says

const keyOf = ({ path }) => JSON.stringify(path);

// A search reads all there is.
function laterPages({ state, answers }) {
  const wanted = state.search === '' ? rowsReached('paths', 'paths', heightNow(heights.rowHeight, heights.narrowHeight)) : Infinity;
  return pagesAfter({
    first: answers.paths, answers, wanted, firstRows: firstPaths, laterRows: laterPaths, next: (cursor) => pathsAfter(state, cursor),
  });
}

const valueText = (row, columns) => row[columns[0]] ?? '(none)';

function valueChoice(name, label, first, value, values) {
  const all = value === '' || values.includes(value) ? values : [value, ...values];
  return el('label', {}, label, el('select', { name, 'data-path-field': true },
    el('option', { value: '', selected: value === '' }, first),
    all.map((each) => el('option', { value: each, selected: each === value }, each))));
}

function containedChips(state) {
  return containedIn(state).map((value, i) => el('button', { type: 'button', class: 'chip', 'data-action': 'drop-path-value', 'data-index': i, 'aria-label': `Remove: contains ${value}` },
    el('bdi', {}, value), icon('close')));
}

function valueFields(state, roles) {
  if (!hasPathFilters(state)) return null;
  const values = roles.data.slice(0, mostOffered).map((row) => valueText(row, roles.columns));
  const left = values.filter((value) => !containedIn(state).includes(value));
  return [
    valueChoice('path-contains', 'contains', 'anything', '', left), containedChips(state),
    valueChoice('path-starts', 'starts with', 'anything', state.starts, values),
    valueChoice('path-ends', 'ends with', 'anything', state.ends, values),
  ];
}

function lengthChoice(name, label, first, value, lengths) {
  return valueChoice(name, label, first, value, lengths.map(String));
}

function fields({ state, answers: { roles, lengths } }) {
  const known = lengths.data.map(({ length }) => length);
  return el('div', { class: 'path-fields', role: 'group', 'aria-label': 'Which paths' },
    valueFields(state, roles),
    lengthChoice('path-least', 'from', 'any length', state.least, known),
    lengthChoice('path-most', 'to', 'any length', state.most, known),
    isNarrowed(state) ? el('button', { type: 'button', class: 'link', 'data-action': 'clear-path' }, 'Every path') : null);
}

function amountOf({ amounts }, currency) {
  return amounts.find((amount) => amount.currency === currency)?.revenue ?? '0.00';
}

function cellsOf(row, { columns, largest, currency, open }) {
  const key = keyOf(row);
  return {
    key, isPicked: key === open,
    cells: [
      el('button', { type: 'button', class: 'link is-row is-path', 'data-action': 'open-path', 'data-value': key, 'aria-pressed': String(key === open), title: pathWords(row.path, columns) },
        pathChips(row.path, columns, isNarrow() ? stepsShown.narrow : stepsShown.wide)),
      countBar(row.conversions, largest),
      formatShare(row.conversions_share),
      formatMoney(amountOf(row, currency)),
      row.average_days.toFixed(1),
    ],
  };
}

function headsOf(currency) {
  const number = (name, title, className = null) => ({ name, title, isNumber: true, className });
  return [{ name: 'path', title: 'Path', className: 'lead' }, number('conversions', 'Conversions'), number('share', 'Share'),
    number('revenue', currency === null ? 'Revenue' : currency, 'is-wide'), number('days', 'Days', 'is-wide')];
}

// The path that is chosen, all of it.
function detail(rows, { columns, open }) {
  const row = rows.find((each) => keyOf(each) === open);
  if (!row) return null;
  const amounts = row.amounts.map(({ currency, revenue }) => (currency === null ? revenue : `${formatMoney(revenue)} ${currency}`)).join(', ');
  return el('section', { class: 'path-detail', 'aria-label': 'The chosen path' }, pathChips(row.path, columns),
    el('p', { class: 'hint' }, `${formatCount(row.length)} ${row.length === 1 ? 'touchpoint' : 'touchpoints'}, ${formatCount(row.conversions)} ${row.conversions === 1 ? 'conversion' : 'conversions'}, ${amounts}; on average ${row.average_days.toFixed(1)} days from the first touchpoint to the conversion.`));
}

// Paths that hold the words; of pages that have not come there are none yet.
function foundIn(rows, columns, search) {
  const words = search.toLowerCase();
  return words === '' ? rows : rows.filter(({ path }) => pathWords(path, columns).toLowerCase().includes(words));
}

function countWords(state, answer, found) {
  const { path_count: all, selected } = answer;
  if (state.search !== '') return `${formatCount(found)} of ${formatCount(selected.paths)} paths hold \u201c${state.search}\u201d.`;
  if (!isNarrowed(state)) return `${formatCount(all)} ${all === 1 ? 'path adds' : 'paths add'} up to ${sumWords(answer)}.`;
  return `${formatCount(selected.paths)} of ${formatCount(all)} paths, with ${formatCount(selected.conversions)} of ${sumWords(answer)}.`;
}

function table(context, rows, count, currency) {
  const { state, answers: { paths } } = context;
  const info = { columns: paths.columns, largest: paths.data[0]?.conversions ?? 0, currency, open: localOf('paths', 'open', '') };
  return [
    virtualTable({ id: 'paths', panel: 'paths', label: `Top paths by ${dimensionOf(pathDimension(state)).title}`, columns: headsOf(currency), count, ...heights, sort: '',
      rowAt: (i) => (rows[i] ? cellsOf(rows[i], info) : null) }),
    detail(rows, info),
  ];
}

function nothingFound(state) {
  return state.search !== '' ? emptyNote(`No path holds \u201c${state.search}\u201d`, 'Search for another part of a name.')
    : emptyNote('No path is like that', 'Choose fewer conditions: all of them must hold.');
}

function content(context) {
  const { state, answers } = context;
  const { paths } = answers;
  if (paths.conversions.attributed === 0) return [leftOutNote(state), noConversions()];
  const read = pagesOf(paths, answers).flatMap(({ data }) => data);
  const rows = foundIn(read, paths.columns, state.search);
  const count = state.search === '' ? paths.selected.paths : rows.length;
  const currency = shownCurrency(state, currencyTotals(paths.totals));
  return [
    leftOutNote(state),
    fields(context),
    count === 0 ? nothingFound(state) : table(context, rows, count, currency),
    el('p', { class: 'hint', 'data-sum': 'paths' }, countWords(state, paths, rows.length)),
  ];
}

function searchField({ search }) {
  return el('label', { class: 'search' }, el('span', { class: 'visually-hidden' }, 'Search paths'),
    el('input', { type: 'search', name: 'search', placeholder: 'Search paths', value: search, 'data-live-search': true, autocomplete: 'off' }));
}

export const topPathsPanel = {
  name: 'paths', title: 'Top paths', lines: 14,
  ask: (context) => {
    const { state } = context;
    return { paths: topPaths(state), roles: rolesBy(state), lengths: pathLengths(state), ...laterPages(context) };
  },
  tools: ({ state }) => [searchField(state), exportLink('paths', 'all paths', pathsCsv(state))],
  content,
  wire(section) {
    wirePathFields(section);
  },
};
