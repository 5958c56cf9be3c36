// Every value of the dimension: what each of the two models gives it, what moves, its sessions, its
// trend. All rows can be scrolled to; those that did not come with the page are read when they near.
import { dimensionIn, measureIn, mostValues, searched, sessionsBy, strongCredit, totalCredit } from '../asked.js';
import { addressOf } from '../api.js';
import { sparkline } from '../charts/lines.js';
import { shownCurrency } from '../currency.js';
import { dimensionOf, pluralOf, titleOf, valueLabel } from '../dimensions.js';
import { el } from '../dom.js';
import { formatCount, formatRate, formatShare } from '../format.js';
import { amountOf, byValue, datesByValue } from '../groups.js';
import { strongModels } from '../models.js';
import { plotted, textOf } from '../money.js';
import { pagesAfter, pagesOf, rowsReached } from '../pages.js';
import { ask, parametersOf } from '../questions.js';
import { changeFigure, differenceFigure, emptyNote, exportLink, figure, modelKey, noConversions, pointsFigure, searchField, valueName } from '../views/parts.js';
import { heightNow, virtualTable } from '../virtual_table.js';
import { shareOf } from './measures.js';
import { valuesOverTime } from './over_time.js';

const heights = { rowHeight: 44, narrowHeight: 68 };
const pageRows = 10_000; // of those after the first page

const compareTexts = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// What the server sorts and searches, where it has more rows than it gave.
function orderBy({ sort }, dimension, measure, models) {
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const columns = dimensionOf(dimension).columns.map((column) => [column, 'asc']);
  const byModel = { a: models[0], b: models.at(-1) };
  const column = sort.replace(/^-/, '');
  if (column === 'value') return dimensionOf(dimension).columns.map((each) => [each, direction]);
  return column in byModel ? [[measure, direction, byModel[column]], ...columns] : undefined;
}

function firstPage({ state, answers }) {
  const whole = strongCredit(state);
  if (!answers.credit || answers.credit.more === 0) return whole;
  const dimension = dimensionIn(state);
  const { body } = searched(whole, dimensionOf(dimension).columns, state.search);
  return ask({ ...body, order_by: orderBy(state, dimension, measureIn(state), strongModels(state)) });
}

// The pages that the reader has scrolled to, and the next.
function laterPages({ answers }, first) {
  return pagesAfter({
    first: answers.rows, answers, wanted: rowsReached('breakdown', 'breakdown', heightNow(heights.rowHeight, heights.narrowHeight)), firstRows: mostValues, laterRows: pageRows,
    next: (cursor) => ask({ ...first.body, limit: pageRows, cursor }, { isOptional: true }),
  });
}

const sorts = {
  value: (a, b) => compareTexts(a.label, b.label),
  a: (a, b, { measure, models }) => compareTexts(amountOf(a.by[models[0]], measure), amountOf(b.by[models[0]], measure)),
  b: (a, b, { measure, models }) => compareTexts(amountOf(a.by[models.at(-1)], measure), amountOf(b.by[models.at(-1)], measure)),
  difference: (a, b, { measure, models }) => compareTexts(stepOf(a, models, measure), stepOf(b, models, measure)),
  sessions: (a, b, { sessions }) => (sessions.get(a.key)?.sessions ?? 0) - (sessions.get(b.key)?.sessions ?? 0),
  rate: (a, b, { sessions }) => (sessions.get(a.key)?.conversion_rate ?? 0) - (sessions.get(b.key)?.conversion_rate ?? 0),
};

function stepOf({ by }, models, measure) {
  return models.length < 2 ? 0n : amountOf(by[models[1]], measure) - amountOf(by[models[0]], measure);
}

const lastFound = { groups: null, key: '', rows: [] }; // as it is drawn again with every scroll

// The rows that the search finds, in the order asked for: of all rows, where all are here.
function foundRows(groups, { search, sort }, info) {
  const key = JSON.stringify([search, sort, info.models, info.measure, info.sessions.size]);
  if (lastFound.groups === groups && lastFound.key === key) return lastFound.rows;
  const labelled = groups.map((group) => ({ ...group, label: valueLabel(info.dimension, group.value) }));
  const words = search.toLowerCase();
  const rows = words === '' ? labelled : labelled.filter(({ label }) => label.toLowerCase().includes(words));
  const compare = sorts[sort.replace(/^-/, '')];
  const sign = sort.startsWith('-') ? -1 : 1;
  if (compare) rows.sort((a, b) => sign * compare(a, b, info));
  Object.assign(lastFound, { groups, key, rows });
  return rows;
}

// {count, rowAt(i)}: rowAt gives null for a row of a page that is not here.
function rowsOf({ state, answers }, info) {
  const pages = pagesOf(answers.rows, answers).map((page) => byValue(page, info.dimension, info.currency));
  if (answers.credit.more === 0) {
    const rows = foundRows(pages[0], state, info);
    return { count: rows.length, rowAt: (i) => rows[i] };
  }
  const rowAt = (index) => {
    let i = index;
    for (const groups of pages) {
      if (i < groups.length) return groups[i];
      i -= groups.length;
    }
    return null;
  };
  return { count: answers.rows.group_count, rowAt };
}

function amountCell(row, measure) {
  return [el('span', { 'data-flash': true }, figure(row?.[measure] ?? '0', measure)), el('span', { class: 'second' }, formatShare(shareOf(row, measure)))];
}

function trend({ key }, { dates, models, measure }) {
  const days = dates?.get(key);
  if (!days) return null;
  return sparkline(days.map(({ by }) => plotted(textOf(amountOf(by[models.at(-1)], measure)))), 'is-small');
}

function cellsOf(group, info, state) {
  const { models, measure, dimension, sessions } = info;
  const [first, second] = models;
  const last = group.by[models.at(-1)];
  const visits = sessions.get(group.key);
  const isPicked = state.pick === group.key;
  return {
    key: group.key, isPicked,
    cells: [
      el('button', { type: 'button', class: 'link is-row', 'data-action': 'pick', 'data-value': group.key, 'aria-pressed': String(isPicked) }, valueName(dimension, group.value)),
      ...(info.hasSessions ? [visits ? formatCount(visits.sessions) : '\u2013', visits ? formatRate(visits.conversion_rate) : '\u2013'] : []),
      amountCell(group.by[first], measure),
      ...(second === undefined ? [] : [
        amountCell(group.by[second], measure),
        [differenceFigure(stepOf(group, models, measure), measure), el('span', { class: 'second' }, pointsFigure(shareOf(group.by[second], measure) - shareOf(group.by[first], measure)))],
      ]),
      ...(info.hasPrevious ? [changeFigure(last?.change?.[measure]) ?? el('span', { class: 'quiet' }, '\u2013')] : []),
      trend(group, info),
    ],
  };
}

function columnsOf({ models, hasSessions, hasPrevious, dimension, isAll }) {
  const number = (name, title, more = {}) => ({ name, title, isNumber: true, sort: isAll || ['a', 'b'].includes(name), ...more });
  return [
    { name: 'value', title: titleOf(dimension), sort: true, className: 'lead' },
    ...(hasSessions ? [number('sessions', 'Sessions', { className: 'is-wide' }), number('rate', 'Conv. rate', { className: 'is-wide' })] : []),
    number('a', modelKey(models[0])),
    ...(models.length > 1 ? [number('b', modelKey(models[1])), number('difference', 'Difference')] : []),
    ...(hasPrevious ? [number('change', 'Change', { sort: false, className: 'is-wide' })] : []),
    { name: 'trend', title: 'Trend', className: 'is-wide' },
  ];
}

function infoOf({ state, answers }) {
  const dimension = dimensionIn(state);
  const measure = measureIn(state);
  const currency = measure === 'revenue' ? shownCurrency(state, answers.totals.totals) : undefined;
  return {
    dimension, measure, currency, models: strongModels(state), isAll: answers.credit.more === 0,
    hasSessions: Boolean(answers.sessions), hasPrevious: state.vs !== 'none',
    sessions: new Map(answers.sessions ? byValue(answers.sessions, dimension).map(({ key, by }) => [key, Object.values(by)[0]]) : []),
    dates: answers.valueDates ? datesByValue(answers.valueDates, dimension, currency) : null,
  };
}

export const breakdownPanel = {
  name: 'breakdown', title: 'Breakdown', lines: 14,
  ask: (context) => {
    const { state, status, answers } = context;
    const rows = firstPage(context);
    return { totals: totalCredit(state), credit: strongCredit(state), rows, sessions: sessionsBy(state),
      valueDates: valuesOverTime(state, status, answers.credit), ...laterPages(context, rows) };
  },
  tools: ({ state }) => [
    searchField(state, pluralOf(dimensionIn(state))),
    exportLink('breakdown', pluralOf(dimensionIn(state)), addressOf('/query', { ...parametersOf(strongCredit(state)), limit: undefined, format: 'csv' })),
  ],
  content: (context) => {
    const { state, answers } = context;
    const info = infoOf(context);
    const { rowAt, count } = rowsOf(context, info);
    if (count === 0) return state.search === '' ? noConversions() : emptyNote(`Nothing is called \u201c${state.search}\u201d`, 'Search for another part of its name.');
    const columns = columnsOf(info);
    const columnCount = columns.length;
    return [
      el('div', { class: `columns-${columnCount}` }, virtualTable({
        id: 'breakdown', panel: 'breakdown', label: `Every ${dimensionOf(info.dimension).title}`, columns, count, ...heights, sort: state.sort,
        rowAt: (i) => (rowAt(i) ? cellsOf(rowAt(i), info, state) : null),
      })),
      el('p', { class: 'hint' }, `${formatCount(count)} ${count === 1 ? dimensionOf(info.dimension).title : pluralOf(info.dimension)}`,
        answers.credit.more > 0 ? '; all are in the export' : null),
    ];
  },
};
