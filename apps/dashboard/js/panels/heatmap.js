// Every value by every model that is chosen: a table whose cells are tinted by how much more or less
// a model gives than the first one.
import { answering, baseOf, dimensionIn, measureIn, mostValues, searched, totalCredit } from '../asked.js';
import { addressOf } from '../api.js';
import { shownCurrency } from '../currency.js';
import { dimensionOf, pluralOf, titleOf, valueLabel } from '../dimensions.js';
import { el } from '../dom.js';
import { formatPoints, formatShare } from '../format.js';
import { byValue } from '../groups.js';
import { ghostModels, modelLabel, strongModels } from '../models.js';
import { ask, parametersOf } from '../questions.js';
import { countHint, emptyNote, exportLink, figure, modelKey, noConversions, searchField, switchOf, valueName } from '../views/parts.js';
import { virtualTable } from '../virtual_table.js';
import { shareOf } from './measures.js';
import { modelChooser } from './model_chooser.js';

const rowHeight = 40;

// The models of the table, the strong ones first.
export function comparedModels(state) {
  return answering([...strongModels(state), ...ghostModels(state)], dimensionIn(state));
}

export function comparedCredit(state) {
  const base = baseOf(state);
  const measure = measureIn(state);
  const slice = state.touch === '' ? [] : [['is', 'touch_no', [state.touch]]];
  return ask({ ...base, filters: [...base.filters, ...slice], metrics: [measure, `${measure}_share`], dimensions: [dimensionIn(state)],
    models: comparedModels(state), limit: mostValues });
}

// What the search finds: the server looks where it has more values than it gave.
function foundCredit({ state, answers }) {
  const whole = comparedCredit(state);
  return answers.credit && answers.credit.more > 0 ? searched(whole, dimensionOf(dimensionIn(state)).columns, state.search) : whole;
}

function found(groups, { search }, dimension) {
  const words = search.toLowerCase();
  return words === '' ? groups : groups.filter(({ value }) => valueLabel(dimension, value).toLowerCase().includes(words));
}

// How strong the tint of a difference is, from 0 to 1: full at 10 points.
const tint = (step) => Math.min(1, Math.abs(step) / 0.1);

function cell(group, model, { state, measure, reference }) {
  const row = group.by[model];
  const step = shareOf(row, measure) - shareOf(group.by[reference], measure);
  const shown = state.mode === 'absolute' ? figure(row?.[measure] ?? '0', measure)
    : state.mode === 'change' && model !== reference ? formatPoints(step) : formatShare(shareOf(row, measure));
  return el('span', { class: step > 0 ? 'heat is-more' : step < 0 ? 'heat is-less' : 'heat', style: { '--heat': `${Math.round(100 * tint(step))}%` }, 'data-flash': true }, shown);
}

const compares = {
  value: (a, b, { dimension }) => (valueLabel(dimension, a.value) < valueLabel(dimension, b.value) ? -1 : 1),
};

function sorted(groups, state, info) {
  const column = state.sort.replace(/^-/, '');
  const sign = state.sort.startsWith('-') ? -1 : 1;
  if (info.models.includes(column)) return [...groups].sort((a, b) => sign * (shareOf(a.by[column], info.measure) - shareOf(b.by[column], info.measure)));
  return column in compares ? [...groups].sort((a, b) => sign * compares[column](a, b, info)) : groups;
}

function slices({ touch }) {
  const words = { '': 'the whole path', 1: 'its first touchpoint', 2: 'its second', 3: 'its third', 4: 'its fourth', 5: 'its fifth' };
  return el('label', { class: 'slice' }, 'Credit of ', el('select', { name: 'touch', 'aria-label': 'Part of the path', 'data-state': 'touch' },
    Object.entries(words).sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, text]) => el('option', { value, selected: value === touch }, text))));
}

export const heatmapPanel = {
  name: 'heatmap', title: 'Every model', lines: 14,
  ask: (context) => ({ totals: totalCredit(context.state), credit: comparedCredit(context.state), rows: foundCredit(context) }),
  tools: ({ state }) => [searchField(state, pluralOf(dimensionIn(state))), slices(state),
    switchOf({ name: 'mode', label: 'What the cells show', value: state.mode || 'share', options: [['share', 'Share'], ['absolute', 'Amount'], ['change', 'Change']] }),
    exportLink('compare', 'the models', addressOf('/query', { ...parametersOf(comparedCredit(state)), limit: undefined, format: 'csv' }))],
  content: ({ state, answers: { totals, credit, rows: answer } }) => {
    const dimension = dimensionIn(state);
    const measure = measureIn(state);
    const models = comparedModels(state);
    const currency = measure === 'revenue' ? shownCurrency(state, totals.totals) : undefined;
    const all = byValue(answer, dimension, currency);
    const groups = credit.more > 0 ? all : found(all, state, dimension);
    const info = { state, dimension, measure, models, reference: models[0] };
    const rows = sorted(groups, state, info);
    const columns = [{ name: 'value', title: titleOf(dimension), sort: true, className: 'lead' },
      ...models.map((model) => ({ name: model, title: modelKey(model), sort: true, isNumber: true }))];
    return [
      modelChooser(state, models),
      groups.length === 0 ? (state.search === '' ? noConversions() : emptyNote(`Nothing is called \u201c${state.search}\u201d`, 'Search for another part of its name.')) : el('div', { class: 'heat-scroll', style: { '--vt-columns': `minmax(112px, 1.4fr) repeat(${models.length}, minmax(100px, 1fr))`, '--vt-width': `${120 + 112 * models.length}px` } }, virtualTable({
        id: 'heat', panel: 'heatmap', label: `Every ${dimensionOf(dimension).title} by every model`, columns, count: rows.length, rowHeight, sort: state.sort,
        rowAt: (i) => ({
          key: rows[i].key, isPicked: state.pick === rows[i].key,
          cells: [el('button', { type: 'button', class: 'link is-row', 'data-action': 'pick', 'data-value': rows[i].key, 'aria-pressed': String(state.pick === rows[i].key) }, valueName(dimension, rows[i].value)),
            ...models.map((model) => cell(rows[i], model, info))],
        }),
      })),
      el('p', { class: 'hint' }, `${countHint(rows.length, rows.length + answer.more, pluralOf(dimension))}. Tinted: `, el('span', { class: 'heat-key is-more' }, 'more'), ' or ', el('span', { class: 'heat-key is-less' }, 'less'),
        ` than ${modelLabel(models[0]).toLowerCase()} gives, fully at 10 points of share.`, credit.more > 0 ? ' All are in the export.' : null),
    ];
  },
};
