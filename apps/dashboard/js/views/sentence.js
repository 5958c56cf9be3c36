// What is shown, as one sentence whose words can be changed: a form whose values are those of the
// address.
import { currenciesOf, parameterOf } from '../currency.js';
import { draw, el, icon } from '../dom.js';
import { dimensionIn } from '../asked.js';
import { dimensions, pluralOf } from '../dimensions.js';
import { filterWords } from '../filters.js';
import { currencyName, formatDay } from '../format.js';
import { defaultModels, knownModels, modelLabel } from '../models.js';
import { rangeWords } from '../period.js';
import { changeState, hasFilters, lookbacks, readState } from '../state.js';
import { datesMenu, filterMenu, menuOf } from './sentence_menus.js';

const daySeconds = 86_400;
const whenEmpty = { modelA: defaultModels[0], modelB: defaultModels[1], by: 'channel', measure: 'conversions' };

// A word of the sentence that is a choice. What is chosen stays one, even when nothing has it.
function choice(name, label, value, options) {
  const all = options.some(([each]) => each === value) ? options : [...options, [value, value]];
  return el('span', { class: 'choice' },
    el('select', { id: name, name, 'aria-label': label, class: 'word' }, all.map(([each, words]) =>
      el('option', { value: each, selected: each === value }, words))));
}

function versusOptions({ vs }) {
  const own = vs.includes('..') ? [[vs, vs.split('..').map((day) => formatDay(day, true)).join(' \u2013 ')]] : [];
  return [['', 'the days before'], ['year', 'the same days last year'], ['none', 'nothing'], ...own];
}

function conversionOptions(names) {
  return [['', names.length === 1 ? names[0] : 'every kind'], ...(names.length === 1 ? [] : names.map((name) => [name, name]))];
}

function currencyOptions(currencies) {
  return [['', currencies.length === 1 ? currencyName(currencies[0]) : 'all'], ...(currencies.length < 2 ? [] : currencies.map((currency) => [parameterOf(currency), currencyName(currency)]))];
}

function modelOptions(state) {
  return [...new Set([...knownModels(), ...defaultModels, state.modelA, state.modelB])].filter(Boolean).map((name) => [name, modelLabel(name)]);
}

function lookbackOptions(status) {
  const most = status?.window?.journey_window_seconds ?? Infinity;
  return [['', 'default'], ...lookbacks.filter((days) => days * daySeconds <= most).map((days) => [days, `${days} days`])];
}

function filterChip(filter, index) {
  const words = filterWords(filter);
  return el('button', { type: 'button', class: 'chip', 'data-action': 'drop-filter', 'data-index': index, 'aria-label': `Remove the filter: ${words}` },
    el('bdi', {}, words), icon('close'));
}

// Words that stay together when the sentence breaks.
const phrase = (...words) => el('span', { class: 'phrase' }, words.map((word) => (typeof word === 'string' ? el('span', { class: 'joint' }, word) : word)));

// How models weigh: said where it is not each model's own way.
const isWeighed = ({ lookback, direct }) => lookback !== '' || direct !== '';

function weights(state, status) {
  return [
    phrase('lookback', choice('lookback', 'Lookback', state.lookback, lookbackOptions(status)), ','),
    phrase('Direct', choice('direct', 'Direct', state.direct, [['', 'default'], ['keep', 'kept'], ['skip', 'skipped']]), ','),
  ];
}

// `range` is what the API answered for, null before.
function phrases(state, { status, currencies, range }) {
  return [
    phrase(choice('measure', 'Measure', state.measure || 'conversions', [['conversions', 'Conversions'], ['revenue', 'Revenue']])),
    phrase('of', choice('conversion', 'Conversion', state.conversion, conversionOptions(status?.window?.conversions ?? []))),
    phrase('in', datesMenu(state, range)),
    phrase('vs', choice('vs', 'Compared period', state.vs, versusOptions(state))),
    phrase('by', choice('by', 'Dimension', dimensionIn(state), dimensions.map(({ name, title }) => [name, title])), ','),
    phrase(choice('modelA', 'Model A', state.modelA || whenEmpty.modelA, modelOptions(state))),
    phrase('against', choice('modelB', 'Model B', state.modelB || whenEmpty.modelB, modelOptions(state)), ','),
    isWeighed(state) ? weights(state, status) : null,
    phrase('currency', choice('currency', 'Currency', state.currency, currencyOptions(currencies))),
    state.filters.map(filterChip),
    filterMenu(),
    isWeighed(state) ? null : menuOf('more', 'more', weights(state, status)),
    hasFilters(state) ? el('button', { type: 'button', class: 'link', 'data-action': 'clear-filters' }, 'Clear') : null,
  ];
}

function summary(state, range) {
  const measure = state.measure === 'revenue' ? 'Revenue' : 'Conversions';
  const rest = state.filters.length === 0 ? '' : `, ${state.filters.length} ${state.filters.length === 1 ? 'filter' : 'filters'}`;
  return `${measure} by ${pluralOf(dimensionIn(state))}${range ? `, ${rangeWords(range)}` : ''}${rest}`;
}

// `shown`: {status, totals (of an answer), range}.
export function render(form, shown) {
  const state = readState();
  const currencies = currenciesOf(shown.totals ?? []).filter((currency) => currency !== undefined);
  const { range } = shown;
  // Its words get their lengths from the first answer, and would push each other about until then.
  form.classList.toggle('is-settling', shown.isSettled === false);
  draw(form.querySelector('[data-part=summary]'), summary(state, range));
  draw(form.querySelector('[data-part=words]'), phrases(state, { ...shown, currencies }));
}

export function wire(form) {
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', ({ target }) => {
    const { name, value } = target;
    if (!target.matches('select.word')) return;
    const changes = { [name]: value === whenEmpty[name] ? '' : value };
    if (name === 'by') Object.assign(changes, { pick: '', search: '', sort: '' });
    changeState(changes);
  });
  const opener = form.querySelector('[data-action=open-sentence]');
  opener.addEventListener('click', () => {
    const isOpen = form.classList.toggle('is-open');
    opener.setAttribute('aria-expanded', String(isOpen));
  });
}
