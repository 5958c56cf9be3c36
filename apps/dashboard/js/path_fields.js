// What the fields above the paths do: each changes the address.
import { containedIn, noPathFilters } from './asked_paths.js';
import { onAction } from './dom.js';
import { localOf, setLocal } from './local.js';
import { changeState, readState } from './state.js';

const listText = (values) => (values.length === 0 ? '' : JSON.stringify(values));

const changes = {
  'path-contains': (value) => ({ path: listText([...containedIn(readState()), value]) }),
  'path-starts': (value) => ({ starts: value }),
  'path-ends': (value) => ({ ends: value }),
  'path-least': (value) => ({ least: value }),
  'path-most': (value) => ({ most: value }),
};

function dropValue(index) {
  changeState({ path: listText(containedIn(readState()).filter((value, i) => i !== index)) });
}

// A control that goes away with its action hands the focus on.
function focusField(name) {
  document.querySelector(`[data-path-field][name=${name}]`)?.focus();
}

export function wirePathFields(section) {
  section.addEventListener('change', ({ target }) => {
    if (target.matches('[data-path-field]')) changeState(changes[target.name](target.value));
  });
  onAction('drop-path-value', ({ dataset }) => {
    dropValue(Number(dataset.index));
    focusField('path-contains');
  });
  onAction('clear-path', () => {
    changeState(noPathFilters);
    focusField('path-least');
  });
  onAction('open-path', ({ dataset }) => setLocal('paths', 'open', localOf('paths', 'open', '') === dataset.value ? '' : dataset.value));
}
