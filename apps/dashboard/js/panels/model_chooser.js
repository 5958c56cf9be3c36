// Ticks the models that stand beside the two strong ones.
import { el } from '../dom.js';
import { knownModels, modelLabel, strongModels } from '../models.js';
import { modelMark } from '../views/parts.js';

export function modelChooser(state, chosen) {
  const strong = strongModels(state);
  return el('details', { class: 'chooser', 'data-key': 'chooser' },
    el('summary', {}, `Models (${chosen.length} of ${Math.max(knownModels().length, chosen.length)})`),
    el('div', { class: 'choices' }, knownModels().map((name) => el('label', {},
      el('input', { type: 'checkbox', name: 'compared', value: name, checked: chosen.includes(name), disabled: strong.includes(name) }),
      modelMark(name), modelLabel(name)))));
}
