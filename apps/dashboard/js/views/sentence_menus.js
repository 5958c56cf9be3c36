// The two words of the sentence that are more than a choice: the days, and one more filter.
import { get, offers } from '../api.js';
import { dimensionOf } from '../dimensions.js';
import { draw, el } from '../dom.js';
import { filterDimensions, operators, withValue } from '../filters.js';
import { addDays } from '../format.js';
import { rangeWords } from '../period.js';
import { changeState, readState } from '../state.js';

const mostOffered = 50;

// Ranges that people name, as {from, through} for a day that is today.
const presets = [
  ['newest', 'Newest 14 days', () => ({ from: '', through: '' })],
  ['7', 'Last 7 days', (today) => ({ from: addDays(today, -6), through: today })],
  ['28', 'Last 28 days', (today) => ({ from: addDays(today, -27), through: today })],
  ['90', 'Last 90 days', (today) => ({ from: addDays(today, -89), through: today })],
  ['month', 'This month', (today) => ({ from: `${today.slice(0, 7)}-01`, through: today })],
  ['last-month', 'Last month', (today) => {
    const through = addDays(`${today.slice(0, 7)}-01`, -1);
    return { from: `${through.slice(0, 7)}-01`, through };
  }],
  ['year', 'Last 12 months', (today) => ({ from: addDays(today, -364), through: today })],
];

// A word that opens a menu.
export function menuOf(name, words, ...content) {
  return el('details', { class: 'menu', 'data-key': name, id: name },
    el('summary', { class: 'word is-plain' }, words),
    el('div', { class: 'menu-body' }, content));
}

export function datesMenu({ from, through }, range) {
  const last = through || (range ? addDays(range.to, -1) : '');
  return el('details', { class: 'menu', 'data-key': 'dates', id: 'dates' },
    el('summary', { class: 'word' }, range ? rangeWords(range) : 'the newest days'),
    el('div', { class: 'menu-body' },
      el('div', { class: 'presets' }, presets.map(([name, words]) =>
        el('button', { type: 'button', class: 'button is-quiet', 'data-action': 'preset', 'data-value': name }, words))),
      el('div', { class: 'fields' },
        el('label', {}, 'First day', el('input', { id: 'from', name: 'from', type: 'date', 'data-value': from || range?.from || '' })),
        el('label', {}, 'Last day', el('input', { id: 'through', name: 'through', type: 'date', 'data-value': last })))));
}

export function filterMenu() {
  return el('details', { class: 'menu', 'data-key': 'filter', id: 'filter' },
    el('summary', { class: 'word is-plain' }, '+ filter'),
    el('div', { class: 'menu-body', 'data-keep': true },
      el('div', { class: 'fields' },
        el('label', {}, 'Dimension', el('select', { name: 'filter-dimension' }, filterDimensions.map(({ name, title }) => el('option', { value: name }, title)))),
        el('label', {}, 'Comparison', el('select', { name: 'filter-operator' }, operators.map(({ name, words }) => el('option', { value: name }, words)))),
        el('label', {}, 'Value', el('input', { name: 'filter-value', type: 'text', list: 'filter-values', autocomplete: 'off', spellcheck: 'false' })),
        el('datalist', { id: 'filter-values' })),
      el('p', { class: 'hint' }, 'Shares stay shares of the whole. Letters count as they are written.'),
      el('button', { type: 'button', class: 'button is-main', 'data-action': 'add-filter' }, 'Add filter')));
}

// The days must be days, and in order; else the browser says so at the field, and nothing changes.
function changeDays(form, changed) {
  const { from, through } = form.elements;
  from.setCustomValidity('');
  through.setCustomValidity('');
  if (from.value && through.value && from.value > through.value) {
    changed.setCustomValidity('The last day must not be before the first.');
  }
  if (changed.reportValidity()) changeState({ [changed.name]: changed.value });
}

// Fields of days take the API's days while nobody is typing in them.
export function fillDays(form) {
  for (const input of form.querySelectorAll('input[type=date]')) {
    const { value } = input.dataset;
    if (document.activeElement !== input && input.value !== value) input.value = value;
  }
}

async function offerValues(form) {
  const dimension = form.elements['filter-dimension'].value;
  const search = form.elements['filter-value'].value;
  const list = form.querySelector('#filter-values');
  try {
    const { from, through } = readState();
    if (!(await offers('/values'))) return;
    const { data } = await get('/values', { dimension, search: search || undefined, from: from || undefined, to: through ? addDays(through, 1) : undefined, limit: mostOffered });
    draw(list, data.map(({ value }) => el('option', { value: value ?? '(none)' })));
  } catch {
    draw(list); // any text can be typed
  }
}

function addFilter(form) {
  const { value } = form.elements['filter-value'];
  if (value === '') {
    form.elements['filter-value'].focus();
    return;
  }
  const filter = { dimension: form.elements['filter-dimension'].value, operator: form.elements['filter-operator'].value };
  const isNull = ['is', 'is_not'].includes(filter.operator) && value === (dimensionOf(filter.dimension).name === 'channel' ? '(unattributed)' : '(none)');
  form.elements['filter-value'].value = '';
  closeMenus();
  changeState({ filters: withValue(readState().filters, { ...filter, value: isNull ? null : value }) });
}

export function closeMenus(except = null) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (menu !== except) menu.open = false;
  }
}

// `today()` is the server's day.
export function wireMenus(form, onAction, today) {
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'from' || target.name === 'through') changeDays(form, target);
    if (target.name === 'filter-dimension') offerValues(form);
  });
  form.addEventListener('input', ({ target }) => {
    if (target.name === 'filter-value') offerValues(form);
  });
  form.addEventListener('toggle', ({ target }) => {
    if (!target.matches('details.menu') || !target.open) return;
    closeMenus(target);
    if (target.id === 'filter') offerValues(form);
  }, true);
  form.addEventListener('keydown', (event) => {
    const menu = event.target.closest('details.menu[open]');
    if (event.key === 'Escape' && menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
    if (event.key === 'Enter' && event.target.name === 'filter-value') addFilter(form);
  });
  document.addEventListener('click', ({ target }) => {
    const menu = target.closest?.('details.menu');
    closeMenus(menu);
  });
  onAction('preset', ({ dataset }) => {
    closeMenus();
    changeState(presets.find(([name]) => name === dataset.value)[2](today()));
  });
  onAction('add-filter', () => addFilter(form));
}
