// The models that the page may show: what it calls them, and the colour and shape of each. These
// are fixed, so that a model looks the same wherever it stands and whatever stands beside it.

export const defaultModels = ['first_click', 'last_click'];
const defaultGhosts = ['last_non_direct', 'linear', 'position_based', 'time_decay'];

export const shapes = ['disc', 'square', 'triangle', 'diamond', 'house', 'chevron', 'wedge', 'cross', 'plus', 'star', 'hexagon', 'bars'];

// By name, as every installation has them: shape and colour are the place in this list.
const known = ['first_click', 'last_click', 'last_non_direct', 'linear', 'position_based', 'time_decay', 'first_non_direct', 'last_paid',
  'google_paid', 'shapley', 'markov', 'markov_channel'];

function hashOf(text) {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 16_777_619) >>> 0;
  return hash;
}

// {shape, hue}: a name in `shapes`, a number of the colours in vars.css.
export function lookOf(name) {
  const place = known.indexOf(name);
  if (place >= 0) return { shape: shapes[place], hue: place };
  const hash = hashOf(name);
  return { shape: shapes[hash % shapes.length], hue: Math.floor(hash / shapes.length) % shapes.length };
}

const models = new Map();

// Instances of one rule share its title, so that one of another name says its name, too.
export function labelOf({ name, rule, title }) {
  return name === rule || rule === undefined || title === undefined ? title ?? name : `${title} (${name})`;
}

// Takes what /models says.
export function rememberModels(answer) {
  models.clear();
  for (const model of answer) models.set(model.name, model);
}

export function knownModels() {
  return [...models.keys()];
}

// Before /models has answered, the name itself in words.
export function modelLabel(name) {
  const words = name.replaceAll('_', ' ');
  return models.has(name) ? labelOf(models.get(name)) : words[0].toUpperCase() + words.slice(1);
}

export function modelMeaning(name) {
  return models.get(name)?.meaning ?? '';
}

// A model that gives a total to channels says nothing of other dimensions.
export function canAnswer(name, dimension) {
  return name !== 'markov_channel' || ['channel', 'campaign'].includes(dimension);
}

// It says nothing of a single conversion either.
export function canCredit(name) {
  return name !== 'markov_channel';
}

// The two that are drawn strongly, or one.
export function strongModels({ modelA, modelB }) {
  return [...new Set([modelA || defaultModels[0], modelB || defaultModels[1]])];
}

// Those that stand beside them.
export function ghostModels(state) {
  if (state.models === 'none') return [];
  const named = state.models === '' ? defaultGhosts : state.models.split(',');
  return [...new Set(named)].filter((name) => !strongModels(state).includes(name));
}
