// The filters: a form whose values are those of the address.
import { currenciesOf, noCurrency, parameterOf, shownCurrency } from '../currency.js';
import { draw, el, icon } from '../dom.js';
import { addDays, currencyName, formatCount } from '../format.js';
import { defaultModels, knownModels, modelLabel } from '../models.js';
import { changeState, hasFilters, lookbacks, readState } from '../state.js';

const unattributed = '(unattributed)';
const daySeconds = 86_400;
const whenEmpty = { modelA: defaultModels[0], modelB: defaultModels[1] };

function option(value, text) {
  return el('option', { value }, text);
}

// `first` is what the empty value says, null where there is none. What was chosen stays a choice, even when nothing has it any more.
function fill(select, first, values, chosen, textOf = (value) => value) {
  const all = chosen && !values.includes(chosen) ? [...values, chosen] : values;
  draw(select, first === null ? null : option('', first), all.map((value) => option(value, textOf(value))));
  if (select.value !== chosen) select.value = chosen;
}

function setDay(input, day) {
  if (document.activeElement !== input && input.value !== day) input.value = day;
}

function chip(name, label, value) {
  return el('button', { type: 'button', class: 'chip', 'data-action': 'drop-filter', 'data-name': name },
    el('span', {}, `${label}: ${value}`), icon('close'), el('span', { class: 'visually-hidden' }, 'remove'));
}

// `facets`: {channels, currencies, conversions, lookbacks}, the values there are; `range`: what the API answered for.
export function render(form, { state, facets, range }) {
  const { elements } = form;
  setDay(elements.from, state.from || range?.from || '');
  setDay(elements.through, state.through || (range ? addDays(range.to, -1) : ''));
  fill(elements.conversion, 'All conversions', facets.conversions, state.conversion);
  fill(elements.channel, 'All channels', facets.channels, state.channel);
  const currencies = facets.currencies.map(parameterOf);
  const textOf = (value) => (value === noCurrency ? currencyName(null) : value);
  const isOne = currencies.length < 2 && state.currency === '';
  const shown = isOne ? '' : parameterOf(shownCurrency(state, facets.totals));
  fill(elements.currency, null, currencies, shown, textOf);
  elements.currency.closest('.field').hidden = isOne;
  for (const [name, model] of Object.entries(whenEmpty)) fill(elements[name], null, knownModels(), state[name] || model, modelLabel);
  fill(elements.lookback, 'As the model says', facets.lookbacks, state.lookback, (days) => `${days} days`);
  if (elements.direct.value !== state.direct) elements.direct.value = state.direct;
  draw(form.querySelector('[data-part=chips]'),
    state.campaign ? chip('campaign', 'Campaign', state.campaign) : null,
    range?.conversions_after_today > 0 ? el('span', { id: 'after-today', class: 'hint' },
      `Conversions dated after today, on a wrong clock: ${formatCount(range.conversions_after_today)}. Choose their days to see them.`) : null,
    hasFilters(state) ? el('button', { type: 'button', class: 'button is-quiet', 'data-action': 'clear-filters' }, 'Clear filters') : null);
}

// The days must be days, and in order; else the browser says so at the field, and nothing changes.
function changeDays({ from, through }, name) {
  const changed = name === 'from' ? from : through;
  from.setCustomValidity('');
  through.setCustomValidity('');
  if (from.value && through.value && from.value > through.value) {
    changed.setCustomValidity('The last day must not be before the first.');
  }
  if (!changed.reportValidity()) return;
  changeState({ [name]: changed.value });
}

export function wire(form) {
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'from' || target.name === 'through') changeDays(form.elements, target.name);
    else if (target.name in readState()) {
      const { name, value } = target;
      changeState({ [name]: value === whenEmpty[name] ? '' : value });
    }
  });
}

export function facetsOf(answer, status) {
  const channels = [...new Set(answer?.data.map(({ channel }) => channel ?? unattributed) ?? [])].sort();
  return {
    channels,
    totals: answer?.totals ?? [],
    currencies: currenciesOf(answer?.totals ?? []),
    conversions: status?.window?.conversions ?? [],
    lookbacks: lookbacks.filter((days) => days * daySeconds <= (status?.window?.journey_window_seconds ?? Infinity)),
  };
}
