// Why a conversion is credited as it is: its touchpoints on a time line, and what did not count.
import { withCurrency } from '../currency.js';
import { el, icon } from '../dom.js';
import { formatCount, formatShare, formatSpan, formatTime, pagePath } from '../format.js';
import { baseOf } from '../asked.js';
import { canCredit, knownModels, lookOf, strongModels } from '../models.js';
import { formatMoney } from '../money.js';
import { read } from '../questions.js';
import { everyModel, roundingWords } from './journey_models.js';
import { channelTag, errorNote, modelKey } from './parts.js';
import { shareTags } from './shares.js';

const mostModels = 20; // that the API takes at once

const reasons = {
  before_window: 'Began before the window opened',
  after_conversion: 'Began after the conversion',
};

function secondsBetween(earlier, later) {
  return (Date.parse(later) - Date.parse(earlier)) / 1000;
}

function timeOf(timestamp, zone) {
  return el('time', { datetime: timestamp, title: timestamp }, formatTime(timestamp, zone));
}

function facts(session) {
  const origin = [session.source, session.medium].filter(Boolean).join(' / ');
  const all = [origin, session.campaign, pagePath(session.landing_page), session.device_category, session.country,
    `${formatCount(session.event_count)} ${session.event_count === 1 ? 'event' : 'events'}`];
  return el('p', { class: 'facts' }, all.filter(Boolean).map((fact) => el('span', {}, fact)));
}

// What one model gives to a touchpoint, every digit of it.
function touchCredit(credit, model, currency) {
  const all = [
    ['credit', `credit ${formatMoney(credit.credit)}`],
    ['share', formatShare(credit.share)],
    ['weight', `weight ${formatMoney(credit.weight)} of ${formatMoney(model.weight_sum)}`],
    ['revenue', withCurrency(formatMoney(credit.revenue), currency)],
    ['rounding', roundingWords(credit.rounding)],
  ];
  return el('div', { 'data-model': model.name },
    el('dt', {}, modelKey(model.name)),
    el('dd', { class: 'facts' }, all.filter(([, text]) => text).map(([part, text]) => el('span', { 'data-part': part }, text))));
}

// The credit that a model gives to a session, undefined where it gives none.
const creditBy = ({ credits }, { name }) => credits.find(({ model }) => model === name);

function touchCredits(session, { models, conversion }) {
  const rows = models.map((model) => {
    const credit = creditBy(session, model);
    return credit ? touchCredit(credit, model, conversion.currency) : null;
  });
  return session.credits.length === 0 ? null : el('dl', { class: 'touch-credits' }, rows);
}

function touchpoint(session, journey) {
  const { conversion, time_zone: zone } = journey;
  const before = secondsBetween(session.session_start, conversion.conversion_timestamp);
  const distance = before < 1 ? 'at the conversion' : `${formatSpan(before)} before`;
  return el('li', { class: session.credits.length > 0 ? 'touch is-credited' : 'touch', 'data-key': session.session_id, 'data-touchpoint': session.session_id },
    el('p', { class: 'touch-head' }, channelTag(session.channel)),
    el('p', { class: 'touch-time' }, timeOf(session.session_start, zone), el('span', {}, distance)),
    facts(session),
    touchCredits(session, journey));
}

function gap(count) {
  return el('li', { class: 'touch is-gap' }, `${formatCount(count)} more touchpoints, left out here`);
}

function touchpoints(journey) {
  const { touchpoints: shown, touchpoint_count: count, conversion } = journey;
  const items = shown.map((session) => touchpoint(session, journey));
  if (count > shown.length) items.splice(Math.ceil(shown.length / 2), 0, gap(count - shown.length));
  return el('ol', { class: 'journey' }, items,
    el('li', { class: 'touch is-conversion' },
      el('p', { class: 'touch-head' }, icon('conversion'), el('strong', {}, conversion.conversion_name),
        el('span', { class: 'figure' }, withCurrency(formatMoney(conversion.revenue), conversion.currency))),
      el('p', { class: 'touch-time' }, timeOf(conversion.conversion_timestamp, journey.time_zone))));
}

// The model that looks back furthest: timestamps of the API sort as texts.
function longest(models) {
  return models.reduce((first, each) => (each.window_from < first.window_from ? each : first));
}

// A touchpoint's marks, one above the other for each model that credits it.
function marks(session, models, x) {
  const height = 20 / models.length;
  const mark = (y1, y2, className) => el('line', { x1: x, y1, x2: x, y2, 'vector-effect': 'non-scaling-stroke', class: className });
  const credited = models.map((model, i) => (creditBy(session, model)
    ? mark(4 + height * i, 4 + height * (i + 1), `strip-mark is-credited hue-${lookOf(model.name).hue}`) : null));
  return credited.some(Boolean) ? credited : mark(4, 24, 'strip-mark');
}

// Where in the window each touchpoint lies; the list below says the same in words.
function strip({ touchpoints: shown, models, conversion }) {
  const { window_from: from } = longest(models);
  const whole = secondsBetween(from, conversion.conversion_timestamp) || 1;
  return el('div', { class: 'strip', 'aria-hidden': 'true' },
    el('svg', { viewBox: '0 0 1000 28', preserveAspectRatio: 'none' },
      el('line', { x1: 0, y1: 14, x2: 1000, y2: 14, class: 'strip-line', 'vector-effect': 'non-scaling-stroke' }),
      shown.map((session) => marks(session, models, (1000 * secondsBetween(from, session.session_start)) / whole))),
    el('p', { class: 'strip-ends' }, el('span', {}, 'Window opens'), el('span', {}, 'Conversion')));
}

const visits = (count) => (count === 1 ? '1 visit' : `${formatCount(count)} visits`);

function creditCard(model, touchpointsShown) {
  const credits = touchpointsShown.flatMap(({ channel, credits: all }) => all.map((credit) => ({ ...credit, channel })));
  return el('div', { class: 'credit', 'data-model': model.name },
    el('dt', {}, modelKey(model.name)),
    el('dd', {}, model.is_attributed ? shareTags(credits, model.name) : channelTag(null)),
    el('dd', { class: 'second' }, model.meaning),
    el('dd', { class: 'second' }, `${visits(model.touch_count)} in ${formatSpan(model.lookback_seconds)}`,
      model.direct === 'skip' ? ', Direct skipped' : null));
}

function excluded({ excluded: sessions, excluded_count: counts, time_zone: zone }) {
  const all = counts.before_window + counts.after_conversion;
  if (all === 0) return null;
  const left = all - sessions.length;
  return el('section', { class: 'excluded' },
    el('h3', {}, `Not counted (${formatCount(all)})`),
    el('ul', {}, sessions.map((session) => el('li', { 'data-key': session.session_id, 'data-excluded': session.session_id },
      el('p', { class: 'touch-head' }, channelTag(session.channel), el('span', { class: 'reason' }, icon('none'), reasons[session.reason])),
      el('p', { class: 'touch-time' }, timeOf(session.session_start, zone)),
      facts(session)))),
    left > 0 ? el('p', { class: 'hint' }, `${formatCount(left)} more, further away, left out here.`) : null);
}

function identity(conversion) {
  const rows = [['User', conversion.user_pseudo_id], ['Conversion', conversion.conversion_id], ['Transaction', conversion.transaction_id]];
  return el('dl', { class: 'identity' }, rows.filter(([, value]) => value).map(([name, value]) =>
    el('div', {}, el('dt', {}, name), el('dd', {}, value))));
}

function windowWords({ models, touchpoint_count: count, time_zone: zone }) {
  const { lookback_seconds: lookback, window_from: from } = longest(models);
  return el('p', { class: 'window-words' },
    `${visits(count)} began in the ${formatSpan(lookback)} before it, since `, timeOf(from, zone), '.',
    count === 0 ? ' Without one, the conversion is not attributed: it counts, but for no channel.' : null);
}

function journeyOf(journey, every) {
  return [
    el('dl', { class: 'credits' }, journey.models.map((model) => creditCard(model, journey.touchpoints))),
    windowWords(journey),
    journey.touchpoint_count > 0 ? strip(journey) : null,
    el('h3', {}, `Touchpoints (${formatCount(journey.touchpoint_count)})`),
    touchpoints(journey),
    everyModel(every),
    excluded(journey),
    identity(journey.conversion),
    el('p', {}, el('button', { type: 'button', class: 'button is-quiet', 'data-action': 'copy', 'data-copy': location.href }, 'Copy link to this conversion')),
  ];
}

// A change of the lookback or of Direct is not for models that are of all journeys.
function creditingModels(direct, lookback) {
  const isOfAll = (name) => name === 'markov' && (direct !== undefined || lookback !== undefined);
  return knownModels().filter((name) => canCredit(name) && !isOfAll(name));
}

function ask({ state }) {
  if (!state.open) return {};
  const { direct, lookback_days: lookback } = baseOf(state);
  const by = (models, options) => read(`/conversions/${encodeURIComponent(state.open)}`,
    { models: models.join(','), direct, lookback_days: lookback, user: state.user || undefined }, options);
  const every = creditingModels(direct, lookback).slice(0, mostModels);
  return { journey: by(strongModels(state)), every: every.length === 0 ? null : by(every, { isOptional: true }) };
}

export const journeyPanel = {
  name: 'journey', title: 'Credits and touchpoints', isHeadless: true, lines: 8, ask,
  failed: errorNote,
  content: ({ state, answers: { journey, every } }) => (state.open ? journeyOf(journey, every) : null),
};
