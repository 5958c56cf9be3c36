// The side panel of one value: its dates by each model, the paths it is on, its campaigns, its latest
// conversions; and the way to narrow everything to it.
import { baseOf, dimensionIn, intervalIn, measureIn, strongCredit, totalCredit } from '../asked.js';
import { multiples } from '../charts/multiples.js';
import { shownCurrency, withCurrency } from '../currency.js';
import { dimensionOf, keyOfValue, valueLabel } from '../dimensions.js';
import { el, icon } from '../dom.js';
import { anyOf, plainFilters } from '../filters.js';
import { formatCount, formatDay, formatShare, formatTick, formatTime } from '../format.js';
import { amountOf, byValue, datesByValue } from '../groups.js';
import { modelLabel, strongModels } from '../models.js';
import { formatMoney, plotted, textOf } from '../money.js';
import { pickedValue } from '../picked.js';
import { ask, read } from '../questions.js';
import { pathChips } from '../views/path_chips.js';
import { channelTag, figure, modelKey } from '../views/parts.js';
import { shareOf } from './measures.js';

const pathsShown = 5;
const stepsShown = 7;
const campaignsShown = 5;
const conversionsShown = 6;

const noneText = (dimension) => (dimension === 'channel' ? '(unattributed)' : '(none)');

// The parameters of reports beside the query endpoint for one value more.
function plainOf(state, dimension, value) {
  const { from, to, conversion, currency } = baseOf(state);
  return { from, to, conversion, currency, ...plainFilters(state.filters).plain, [dimension]: value[0] ?? noneText(dimension) };
}

function asksOf(state, status) {
  const value = pickedValue(state);
  const dimension = dimensionIn(state);
  const base = baseOf(state);
  const filters = [...base.filters, anyOf(dimension, [value])];
  const isPlain = dimensionOf(dimension).isParameter;
  return {
    totals: totalCredit(state),
    credit: strongCredit(state),
    dates: ask({ ...base, filters, metrics: [measureIn(state)], dimensions: [dimension], models: strongModels(state), interval: intervalIn(state, status), limit: 10_000 }),
    campaigns: dimension === 'campaign' ? null : ask({ ...base, filters, metrics: ['conversions'], dimensions: ['campaign'], models: strongModels(state), limit: campaignsShown }, { isOptional: true }),
    paths: isPlain ? read('/paths', { ...plainOf(state, dimension, value), by: dimension, limit: pathsShown }, { isOptional: true }) : null,
    conversions: isPlain ? read('/conversions', { ...plainOf(state, dimension, value), models: strongModels(state).join(','), limit: conversionsShown }, { isOptional: true }) : null,
  };
}

function figures(group, models, measure) {
  return el('dl', { class: 'side-figures' }, models.map((model) => el('div', { 'data-model': model },
    el('dt', {}, modelKey(model)),
    el('dd', {}, figure(group.by[model]?.[measure] ?? '0', measure), el('span', { class: 'second' }, formatShare(shareOf(group.by[model], measure)), ' of the whole')))));
}

function dates({ state, answers }, value, measure, currency) {
  const dimension = dimensionIn(state);
  const models = strongModels(state);
  const points = datesByValue(answers.dates, dimension, currency).get(keyOfValue(value));
  if (!points) return null;
  const number = ({ by }, model) => plotted(textOf(amountOf(by[model], measure)));
  return multiples({
    items: [{ key: 'side', label: 'Day by day', name: '', pick: state.pick, isPicked: true, lines: models.map((model) => ({ model, values: points.map((point) => number(point, model)) })) }],
    isShift: false, isWhole: measure !== 'revenue', formatTick, ends: [formatDay(points[0].date), formatDay(points.at(-1).date)],
  });
}

function paths({ answers }) {
  if (!answers.paths) return null;
  const { data, columns } = answers.paths;
  return el('section', {}, el('h3', {}, 'Top paths'),
    data.length === 0 ? el('p', { class: 'hint' }, 'No path has it.')
      : el('ol', { class: 'side-list' }, data.map((row) => el('li', {}, pathChips(row.path, columns, stepsShown), el('span', { class: 'figure' }, formatCount(row.conversions))))));
}

function campaigns({ answers }, models) {
  if (!answers.campaigns) return null;
  const groups = byValue(answers.campaigns, 'campaign');
  return el('section', {}, el('h3', {}, `Campaigns, by ${modelLabel(models.at(-1)).toLowerCase()}`),
    el('ul', { class: 'side-list' }, groups.map(({ value, by }) => el('li', {}, el('bdi', { class: 'value-name' }, valueLabel('campaign', value)), figure(by[models.at(-1)].conversions, 'conversions')))),
    answers.campaigns.more > 0 ? el('p', { class: 'hint' }, `${formatCount(answers.campaigns.more)} more`) : null);
}

function conversions({ answers }) {
  if (!answers.conversions) return null;
  const { data, range } = answers.conversions;
  return el('section', {}, el('h3', {}, 'Latest conversions'),
    data.length === 0 ? el('p', { class: 'hint' }, 'No model gives it one.') : el('ul', { class: 'side-list' }, data.map((row) => el('li', {},
      el('button', { type: 'button', class: 'link', 'data-action': 'open-journey', 'data-conversion': row.key, 'aria-haspopup': 'dialog' }, formatTime(row.conversion_timestamp, range.time_zone)),
      row.credits[0] ? channelTag(row.credits[0].channel) : null,
      el('span', { class: 'figure' }, withCurrency(formatMoney(row.revenue), row.currency))))));
}

function narrowing(dimension) {
  if (!dimensionOf(dimension).isOfSessions) return null;
  return el('div', { class: 'side-actions' },
    el('button', { type: 'button', class: 'button is-main', 'data-action': 'keep-only' }, 'Keep only this'),
    el('button', { type: 'button', class: 'button', 'data-action': 'leave-out' }, 'Leave it out'));
}

function content(context) {
  const { state, answers } = context;
  const measure = measureIn(state);
  const models = strongModels(state);
  const value = pickedValue(state);
  const currency = measure === 'revenue' ? shownCurrency(state, answers.totals.totals) : undefined;
  const group = byValue(answers.credit, dimensionIn(state), currency).find(({ key }) => key === state.pick);
  return [
    el('header', { class: 'side-head' },
      el('h2', { id: 'side-name', tabindex: '-1' }, el('bdi', {}, valueLabel(dimensionIn(state), value))),
      el('button', { type: 'button', class: 'button is-quiet', 'data-action': 'close-side' }, icon('close'), 'Close')),
    group ? figures(group, models, measure) : null,
    dates(context, value, measure, currency),
    narrowing(dimensionIn(state)),
    paths(context),
    campaigns(context, models),
    conversions(context),
  ];
}

export const sidePanel = {
  name: 'side', title: 'One value', isHeadless: true, lines: 10,
  ask: ({ state, status }) => (pickedValue(state) === null ? {} : asksOf(state, status)),
  content: (context) => (pickedValue(context.state) === null ? null : content(context)),
};
