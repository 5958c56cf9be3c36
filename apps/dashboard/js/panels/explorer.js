// Any dimensions by any metrics and models, as a table; the choice stands in the address.
import { dimensions, metrics, dimensionOf, isMetric, metricOf } from '../dimensions.js';
import { el } from '../dom.js';
import { asCurl, asSql, canAsk, exploredDimensions, exploredMetrics, exploredModels, exploredQuestion, exportAddress, foundQuestion, mostDimensions } from '../explore_question.js';
import { formatCount, formatRate, formatShare } from '../format.js';
import { exact, formatConversions, formatMoney, formatRoundMoney, isRounded } from '../money.js';
import { changeFigure, countHint, emptyNote, exportLink, modelKey, noConversions, searchField } from '../views/parts.js';
import { virtualTable } from '../virtual_table.js';
import { modelChooser } from './model_chooser.js';

const rowHeight = 38;

const writers = {
  conversions: (text) => el('span', { title: isRounded(text) ? formatMoney(text) : null }, formatConversions(text)),
  money: (text) => el('span', { title: isRounded(text) ? formatMoney(text) : null }, formatRoundMoney(text)),
  share: formatShare,
  rate: formatRate,
  count: (value) => (Number.isInteger(value) ? formatCount(value) : value.toFixed(2)),
  days: (value) => value.toFixed(1),
};

function write(row, name) {
  const value = row[name];
  return value === null || value === undefined ? el('span', { class: 'quiet' }, '\u2013') : writers[metricOf(name).unit](value);
}

function dimensionChoices(state) {
  const chosen = exploredDimensions(state);
  const places = Array.from({ length: mostDimensions }, (_, i) => chosen[i] ?? '');
  return places.slice(0, chosen.length + 1).map((value, i) => el('label', {}, i === 0 ? 'By' : 'then by',
    el('select', { name: 'explore-dimension', 'data-place': i },
      i === 0 && chosen.length === 1 ? null : el('option', { value: '', selected: value === '' }, i === 0 ? 'nothing' : '\u2013'),
      dimensions.map(({ name, title }) => el('option', { value: name, selected: name === value, disabled: chosen.includes(name) && name !== value }, title)))));
}

function steps({ grain }) {
  return el('label', {}, 'each', el('select', { name: 'explore-grain' }, [['', '\u2013'], ['day', 'day'], ['week', 'week'], ['month', 'month']].map(([value, words]) =>
    el('option', { value, selected: value === grain }, words))));
}

function checks(legend, name, options) {
  return el('fieldset', { class: 'checks' }, el('legend', {}, legend), options.map(({ value, words, isOn, isOff }) => el('label', { class: isOff ? 'is-off' : null },
    el('input', { type: 'checkbox', name, value, checked: isOn, disabled: isOff }), words)));
}

function controls(state) {
  const shown = exploredMetrics(state);
  const isOff = (name) => !shown.includes(name) && !canAsk(name, shown, exploredDimensions(state));
  return el('div', { class: 'controls' },
    el('div', { class: 'control-row' }, dimensionChoices(state), steps(state)),
    checks('Metrics', 'explore-metric', metrics.map(({ name, title }) => ({ value: name, words: title, isOn: shown.includes(name), isOff: isOff(name) }))),
    modelChooser(state, exploredModels(state)));
}

const titled = (column) => column[0].toUpperCase() + column.slice(1).replaceAll('_', ' ');

function columnsOf(state, { data: rows }) {
  const dims = exploredDimensions(state).flatMap((name) => dimensionOf(name).columns.map((column) => ({ name: column, title: titled(column), className: 'lead', sort: true })));
  const shown = exploredMetrics(state);
  const hasCurrency = rows.length > 0 && 'currency' in rows[0] && !dims.some(({ name }) => name === 'currency');
  const hasChange = rows.some(({ change }) => change);
  return [
    ...(state.grain === '' ? [] : [{ name: 'date', title: 'Date', sort: true }]), ...dims, ...(hasCurrency ? [{ name: 'currency', title: 'Currency', sort: true }] : []),
    ...(shown.every((name) => metricOf(name).of === 'session') ? [] : [{ name: 'model', title: 'Model' }]),
    ...shown.map((name) => ({ name, title: metricOf(name).title, isNumber: true, sort: true })),
    ...(hasChange ? [{ name: 'change', title: 'Change', isNumber: true }] : []),
  ];
}

function compareBy(column) {
  const isText = isMetric(column) && ['conversions', 'money'].includes(metricOf(column).unit);
  const valueOf = (row) => (row[column] === null || row[column] === undefined ? null : isText ? exact(row[column]) : row[column]);
  return (a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === null || y === null) return (x === null ? 0 : 1) - (y === null ? 0 : 1);
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

function cellOf(row, { name }, state) {
  if (name === 'model') return modelKey(row.model);
  if (name === 'change') return changeFigure(row.change?.[exploredMetrics(state)[0]]);
  if (isMetric(name)) return write(row, name);
  return el('bdi', { class: row[name] === null ? 'value-name is-none' : 'value-name', title: row[name] }, row[name] === null ? (name === 'channel' ? '(unattributed)' : '(none)') : String(row[name]));
}

// The search looks into the values of the dimensions.
function found(rows, state) {
  const words = state.search.toLowerCase();
  const columns = exploredDimensions(state).flatMap((name) => dimensionOf(name).columns);
  return words === '' ? rows : rows.filter((row) => columns.some((column) => String(row[column] ?? '').toLowerCase().includes(words)));
}

function table(state, answer, data) {
  const columns = columnsOf(state, answer);
  const column = state.sort.replace(/^-/, '');
  const sign = state.sort.startsWith('-') ? -1 : 1;
  const rows = columns.some(({ name }) => name === column) ? [...data].sort((a, b) => sign * compareBy(column)(a, b)) : data;
  const widths = columns.map(({ isNumber, className }) => (isNumber ? 'minmax(96px, 1fr)' : className ? 'minmax(130px, 1.6fr)' : 'minmax(110px, 1fr)'));
  return el('div', { class: 'heat-scroll', style: { '--vt-columns': widths.join(' '), '--vt-width': `${130 * columns.length}px` } }, virtualTable({
    id: 'explorer', panel: 'explorer', label: 'What was asked for', columns, count: rows.length, rowHeight, sort: state.sort,
    rowAt: (i) => ({ key: JSON.stringify([rows[i].model, rows[i].date, ...columns.filter(({ isNumber }) => !isNumber).map(({ name }) => rows[i][name])]), isPicked: false,
      cells: columns.map((each) => cellOf(rows[i], each, state)) }),
  }));
}

function copyButton(name, words, text) {
  return el('button', { type: 'button', class: 'button is-quiet', 'data-action': 'copy', 'data-copy': text, id: `copy-${name}`, disabled: text === null,
    title: text === null ? 'The tables cannot say this: it takes metrics, a lookback or models that are computed' : null }, `Copy as ${words}`);
}

export const explorerPanel = {
  name: 'explorer', title: 'Explore', lines: 14,
  ask: ({ state, answers }) => ({ whole: exploredQuestion(state), answer: foundQuestion(state, answers.whole) }),
  tools: ({ state, answers: { answer } }) => [searchField(state, 'values'), copyButton('curl', 'curl', asCurl(state)), copyButton('sql', 'SQL', answer ? asSql(state, answer.range) : null),
    exportLink('explore', 'what was asked for', exportAddress(state))],
  content: ({ state, answers: { whole, answer } }) => {
    const rows = whole.more > 0 ? answer.data : found(answer.data, state);
    const nothing = () => (state.search === '' ? noConversions() : emptyNote(`Nothing is called \u201c${state.search}\u201d`, 'Search for another part of its name.'));
    return [
      controls(state),
      rows.length === 0 ? nothing() : table(state, answer, rows),
      el('p', { class: 'hint' }, answer.more === 0 ? `${formatCount(rows.length)} rows` : countHint(answer.group_count - answer.more, answer.group_count, 'groups'),
        whole.more > 0 ? '; all are in the export' : null),
    ];
  },
};
