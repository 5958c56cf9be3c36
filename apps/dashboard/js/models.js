// The models that the page may show, and what it calls them.

export const defaultModels = ['first_click', 'last_click']; // as the API has it
export const sides = ['model-a', 'model-b']; // of the page: each has a shape and a colour

const labels = new Map();

// Instances of one rule share its title, so that one of another name says its name, too.
export function labelOf({ name, rule, title }) {
  return name === rule ? title : `${title} (${name})`;
}

// Takes what /models says.
export function rememberModels(models) {
  labels.clear();
  for (const model of models) labels.set(model.name, labelOf(model));
}

export function knownModels() {
  return [...labels.keys()];
}

// Before /models has answered, the name itself in words.
export function modelLabel(name) {
  const words = name.replaceAll('_', ' ');
  return labels.get(name) ?? words[0].toUpperCase() + words.slice(1);
}
