// Who opens, assists and closes, and where on the path touchpoints lie.
import { pathDimension, rolesBy, rolesCsv } from '../asked_paths.js';
import { dimensionIn } from '../asked.js';
import { dimensionOf, keyOfValue, pluralOf, titleOf, valueLabel, valueOf } from '../dimensions.js';
import { el } from '../dom.js';
import { formatCount } from '../format.js';
import { leftOutNote } from '../views/left_out.js';
import { exportLink, noConversions, valueName } from '../views/parts.js';
import { countBar, sumWords } from '../views/path_parts.js';
import { virtualTable } from '../virtual_table.js';

const rowHeight = 44;
const counts = ['first', 'assisted', 'last', 'influenced'];
const stages = ['early', 'mid', 'late'];

const compares = {
  value: (a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0),
  ratio: (a, b) => (a.assisted_per_last ?? Infinity) - (b.assisted_per_last ?? Infinity),
  ...Object.fromEntries(counts.map((name) => [name, (a, b) => a[name] - b[name]])),
};

function sorted(rows, sort) {
  const compare = compares[sort.replace(/^-/, '')];
  const sign = sort.startsWith('-') ? -1 : 1;
  return compare ? [...rows].sort((a, b) => sign * compare(a, b)) : rows;
}

function rowsOf(state, { data }) {
  const dimension = pathDimension(state);
  return sorted(data.map((row) => ({ ...row, value: valueOf(row, dimension), label: valueLabel(dimension, valueOf(row, dimension)) })), state.sort);
}

// Parts of a bar for the three parts of the path.
function stageBar(row) {
  const all = stages.reduce((sum, name) => sum + row[name], 0);
  const words = stages.map((name) => formatCount(row[name])).join(' \u00b7 ');
  return el('span', { class: 'count-bar' }, el('span', { class: 'figure' }, words),
    el('span', { class: 'bar-track', 'aria-hidden': 'true' }, all === 0 ? null : stages.map((name) =>
      el('span', { class: `bar-fill is-${name}`, style: { width: `${((100 * row[name]) / all).toFixed(2)}%` } }))));
}

// The name opens the side panel, where the sentence is by the same dimension.
function nameOf(row, state) {
  const dimension = pathDimension(state);
  if (dimension !== dimensionIn(state)) return valueName(dimension, row.value);
  const key = keyOfValue(row.value);
  return el('button', { type: 'button', class: 'link is-row', 'data-action': 'pick', 'data-value': key, 'aria-pressed': String(state.pick === key) }, valueName(dimension, row.value));
}

function cellsOf(row, state, largest) {
  return {
    key: keyOfValue(row.value), isPicked: state.pick === keyOfValue(row.value),
    cells: [nameOf(row, state), ...counts.map((name) => countBar(row[name], largest[name])),
      row.assisted_per_last === null ? el('span', { title: 'It is never last' }, '\u2013') : row.assisted_per_last.toFixed(2), stageBar(row)],
  };
}

function headsOf(dimension) {
  const number = (name, title, className = null) => ({ name, title, isNumber: true, sort: name !== 'stages', className });
  return [{ name: 'value', title: titleOf(dimension), className: 'lead', sort: true }, number('first', 'Opens'), number('assisted', 'Assists'), number('last', 'Closes'),
    number('influenced', 'On path', 'is-wide'), number('ratio', 'Assists / close', 'is-wide'), number('stages', 'Early \u00b7 mid \u00b7 late', 'is-wide')];
}

const largestOf = (rows) => Object.fromEntries(counts.map((name) => [name, Math.max(0, ...rows.map((row) => row[name]))]));

function sumNote(state, answer) {
  const more = answer.more === 0 ? '' : ` The ${formatCount(answer.more)} ${pluralOf(pathDimension(state))} that are on fewest paths are left out here.`;
  return el('p', { class: 'hint', 'data-sum': 'roles' }, `Opens and closes each add up to ${sumWords(answer)}. A conversion may have several assists.${more}`,
    ' Early, mid and late count touchpoints by quarters of their path: the first, the last, those between.');
}

export const rolesPanel = {
  name: 'roles', title: 'Openers, assisters, closers', lines: 12,
  ask: ({ state }) => ({ roles: rolesBy(state) }),
  tools: ({ state }) => exportLink('roles', 'roles', rolesCsv(state)),
  content: ({ state, answers: { roles } }) => {
    if (roles.conversions.attributed === 0) return [leftOutNote(state), noConversions()];
    const rows = rowsOf(state, roles);
    const largest = largestOf(rows);
    const dimension = pathDimension(state);
    return [
      virtualTable({ id: 'roles', panel: 'roles', label: `Roles of each ${dimensionOf(dimension).title}`, columns: headsOf(dimension), count: rows.length, rowHeight, sort: state.sort,
        rowAt: (i) => cellsOf(rows[i], state, largest) }),
      sumNote(state, roles),
    ];
  },
};
