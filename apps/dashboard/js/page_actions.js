// What buttons and fields that come and go do: nearly all change the address.
import { dimensionOf } from './dimensions.js';
import { onAction } from './dom.js';
import { dimensionIn } from './asked.js';
import { withoutFilter, withValue } from './filters.js';
import { ghostModels, strongModels } from './models.js';
import { feed } from './page.js';
import { pickedValue } from './picked.js';
import { addressWith, changeState, readState, unknownParameters, withoutFilters } from './state.js';
import { nextSort } from './virtual_table.js';

const searchMs = 250; // of silence, before what was typed is searched for

// The picked value as filters: one for each of its columns.
function narrowed(operator) {
  const state = readState();
  const dimension = dimensionIn(state);
  const value = pickedValue(state);
  const columns = dimensionOf(dimension).columns;
  const filters = columns.reduce((all, column, i) => withValue(all, { dimension: column, operator, value: value[i] }), state.filters);
  changeState({ filters, pick: '' });
}

// A ghost becomes the second of the two strong models, which becomes a ghost.
function promote(name) {
  const state = readState();
  const [first, second] = strongModels(state);
  if (name === first || name === second) return;
  const ghosts = [...ghostModels(state).filter((ghost) => ghost !== name), second ?? first];
  changeState({ modelA: first, modelB: name, models: ghosts.join(',') });
}

async function share(button) {
  const words = button.querySelector('[data-part=share-words]');
  try {
    await navigator.clipboard.writeText(new URL(addressWith({}), location.href).href);
    words.textContent = 'Copied';
    words.classList.add('is-said');
  } catch {
    words.textContent = 'Copy the address instead';
  }
  setTimeout(() => {
    words.textContent = 'Copy link';
    words.classList.remove('is-said');
  }, 2500);
}

const switches = {
  mode: (value) => ({ mode: value === 'share' ? '' : value }),
  shift: (value) => ({ shift: value }),
  grain: (value) => ({ grain: value }),
};

// The models that are ticked, beside the strong ones, which always are.
function tickedModels(box) {
  const ghosts = [...box.closest('.choices').querySelectorAll('input[name=compared]:checked')].map(({ value }) => value)
    .filter((name) => !strongModels(readState()).includes(name));
  return { models: ghosts.length === 0 ? 'none' : ghosts.join(',') };
}

function explored() {
  const chosen = [...document.querySelectorAll('select[name=explore-dimension]')].map(({ value }) => value).filter((value) => value !== '');
  return { dims: [...new Set(chosen)].join(','), sort: '' };
}

function tickedMetrics(box) {
  return { metrics: [...box.closest('.checks').querySelectorAll('input:checked')].map(({ value }) => value).join(','), sort: '' };
}

// Fields of panels, by name: what each changes.
const fields = {
  compared: tickedModels,
  touch: ({ value }) => ({ touch: value }),
  'explore-dimension': explored,
  'explore-grain': ({ value }) => ({ grain: value }),
  'explore-metric': tickedMetrics,
};

async function copy(button) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = 'Copied';
  } catch {
    button.textContent = 'Not allowed';
  }
  setTimeout(() => { button.textContent = words; }, 2000);
}

function wireFields() {
  document.addEventListener('change', ({ target }) => {
    if (target.matches('fieldset[data-switch] input') && target.name in switches) changeState(switches[target.name](target.value), { replace: true });
    else if (target.name in fields) changeState(fields[target.name](target));
  });
  let timer = null;
  document.addEventListener('input', ({ target }) => {
    if (!target.matches('[data-live-search]')) return;
    clearTimeout(timer);
    timer = setTimeout(() => changeState({ search: target.value.trim() }, { replace: true }), searchMs);
  });
}

// `retry()` asks again for what failed.
export function wireActions({ retry }) {
  onAction('retry', retry);
  onAction('go', (link, event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, '', link.href);
    window.dispatchEvent(new Event('statechange'));
  });
  onAction('currency', ({ dataset }) => changeState({ currency: dataset.value }));
  onAction('drop-filter', ({ dataset }) => changeState({ filters: withoutFilter(readState().filters, Number(dataset.index)) }));
  onAction('clear-filters', () => {
    changeState(withoutFilters());
    document.getElementById('measure').focus();
  });
  onAction('clean-address', () => {
    const unknown = new Set(unknownParameters().map(([name]) => name));
    const query = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => !unknown.has(name)));
    history.replaceState(null, '', location.pathname + (query.size > 0 ? `?${query}` : ''));
    window.dispatchEvent(new Event('statechange'));
  });
  onAction('pick', ({ dataset }) => changeState({ pick: readState().pick === dataset.value ? '' : dataset.value }));
  onAction('close-side', () => changeState({ pick: '' }));
  onAction('keep-only', () => narrowed('is'));
  onAction('leave-out', () => narrowed('is_not'));
  onAction('model-chip', ({ dataset }) => promote(dataset.model));
  onAction('sort', ({ dataset }) => changeState({ sort: nextSort(readState().sort, dataset.column, dataset.number === 'true') }, { replace: true }));
  onAction('share', share);
  onAction('copy', copy);
  onAction('close-token', () => document.getElementById('token').close());
  onAction('pause', () => feed.setPaused(!feed.isPaused));
  wireFields();
}
