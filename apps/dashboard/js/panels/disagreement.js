// Where the models disagree: the values of the dimension on one line each, a mark for each model.
import { answering, dimensionIn, ghostCredit, measureIn, strongCredit, totalCredit } from '../asked.js';
import { dotPlot } from '../charts/dot_plot.js';
import { shownCurrency } from '../currency.js';
import { pluralOf, valueLabel } from '../dimensions.js';
import { el } from '../dom.js';
import { formatCount, formatShare } from '../format.js';
import { amountOf, byValue } from '../groups.js';
import { ghostModels, modelLabel, strongModels } from '../models.js';
import { asTable, modelMark, noConversions, switchOf, valueName } from '../views/parts.js';
import { amountWords, plotOf, shareOf, spreadWords } from './measures.js';

const rowsShown = 12;

// The strong models' rows of each value, with those of the ghosts that have answered.
function groupsOf({ state, answers: { totals, credit, ghosts } }) {
  const dimension = dimensionIn(state);
  const currency = measureIn(state) === 'revenue' ? shownCurrency(state, totals.totals) : undefined;
  const others = new Map((ghosts ? byValue(ghosts, dimension, currency) : []).map((group) => [group.key, group]));
  const strong = byValue(credit, dimension, currency);
  return strong.map((group) => ({ ...group, by: { ...others.get(group.key)?.by, ...group.by } }));
}

function shownModels({ state, answers: { ghosts } }) {
  const dimension = dimensionIn(state);
  return [...answering(strongModels(state), dimension), ...(ghosts ? answering(ghostModels(state), dimension) : [])];
}

const lower = (model) => modelLabel(model).toLowerCase();
const percentOf = (row, measure) => el('strong', {}, formatShare(shareOf(row, measure)));
const most = (groups, sizeOf) => groups.reduce((best, each) => (sizeOf(each) > sizeOf(best) ? each : best), groups[0]);

// The models that give a value least and most.
function extremes({ by }, models, measure) {
  const inOrder = [...models].sort((a, b) => shareOf(by[a], measure) - shareOf(by[b], measure));
  return { least: inOrder[0], most: inOrder.at(-1) };
}

function spreadOf(group, models, measure) {
  const { least, most: top } = extremes(group, models, measure);
  return shareOf(group.by[top], measure) - shareOf(group.by[least], measure);
}

// What a reader should know first: where the two strong models lie furthest apart, and where any do.
function finding({ state }, groups, models, measure) {
  const strong = strongModels(state);
  if (strong.length < 2) return null;
  const dimension = dimensionIn(state);
  const name = ({ value }) => el('strong', {}, el('bdi', {}, valueLabel(dimension, value)));
  const apart = most(groups, (group) => spreadOf(group, strong, measure));
  const widest = most(groups, (group) => spreadOf(group, models, measure));
  const { least, most: top } = extremes(widest, models, measure);
  const [first, second] = strong;
  const between = spreadOf(apart, strong, measure) < 0.0005
    ? `${modelLabel(first)} and ${lower(second)} agree on all ${pluralOf(dimension)}.`
    : [`${modelLabel(second)} gives `, name(apart), ' ', percentOf(apart.by[second], measure), ` of ${measure}, ${lower(first)} `, percentOf(apart.by[first], measure), '.'];
  const isMore = spreadOf(widest, models, measure) > 1.2 * spreadOf(apart, strong, measure) + 0.005;
  const overall = isMore ? [' All models lie furthest apart on ', name(widest), ': ', percentOf(widest.by[least], measure), ` by ${lower(least)}, `,
    percentOf(widest.by[top], measure), ` by ${lower(top)}.`] : null;
  return el('p', { class: 'finding', 'data-key': 'finding' }, between, overall);
}

function legend(state) {
  const strong = strongModels(state);
  const ghosts = ghostModels(state);
  const chip = (model) => {
    const isStrong = strong.includes(model);
    return el('button', { type: 'button', class: isStrong ? 'model-chip is-strong' : 'model-chip', 'data-action': 'model-chip', 'data-model': model,
      title: isStrong ? null : `Draw ${modelLabel(model)} strongly instead of ${modelLabel(strong.at(-1))}`, 'aria-pressed': String(isStrong) },
    modelMark(model), modelLabel(model));
  };
  return el('div', { class: 'legend', role: 'group', 'aria-label': 'Models' }, [...strong, ...ghosts].map(chip));
}

function rowOf(group, { state }, models, plot, measure) {
  const dimension = dimensionIn(state);
  const marks = models.map((model) => ({ model, value: plot.valueOf(group, model) }));
  return {
    key: group.key, pick: group.key, isPicked: state.pick === group.key, label: valueName(dimension, group.value),
    marks, spread: spreadWords(marks.map(({ value }) => value), state.mode, measure),
  };
}

function tableOf(groups, { state }, models, measure) {
  const dimension = dimensionIn(state);
  const cell = ({ by }, model) => `${amountWords(by[model], measure)} (${formatShare(shareOf(by[model], measure))})`;
  return asTable('models', 'Shares by each model', [dimensionIn(state).replaceAll('_', ' '), ...models.map(modelLabel)],
    groups.map((group) => [valueName(dimension, group.value), ...models.map((model) => cell(group, model))]));
}

export const disagreementPanel = {
  name: 'disagreement', title: 'Where the models disagree', lines: 14,
  ask: ({ state }) => ({ totals: totalCredit(state), credit: strongCredit(state), ghosts: ghostCredit(state) }),
  tools: ({ state }) => switchOf({ name: 'mode', label: 'What the marks stand for', value: state.mode || 'share',
    options: [['share', 'Share'], ['absolute', 'Amount'], ['change', 'Change']] }),
  content: (context) => {
    const { state } = context;
    const measure = measureIn(state);
    const groups = groupsOf(context).filter(({ by }) => Object.values(by).some((row) => amountOf(row, measure) > 0n));
    if (groups.length === 0) return noConversions();
    const models = shownModels(context);
    const plot = plotOf(state.mode, measure, strongModels(state)[0]);
    const shown = groups.slice(0, rowsShown);
    return [
      finding(context, groups, models, measure),
      legend(state),
      dotPlot({ rows: shown.map((group) => rowOf(group, context, models, plot, measure)), strong: strongModels(state), ...plot }),
      state.mode === 'change' ? el('p', { class: 'hint' }, `Points of share more or less than ${modelLabel(strongModels(state)[0]).toLowerCase()} gives.`) : null,
      groups.length > shown.length ? el('p', { class: 'hint' }, `The ${shown.length} largest of ${formatCount(groups.length + context.answers.credit.more)} ${pluralOf(dimensionIn(state))}; the breakdown below has all.`) : null,
      tableOf(shown, context, models, measure),
    ];
  },
};
