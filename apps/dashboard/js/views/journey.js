// Why a conversion is credited as it is: its touchpoints on a time line, and what did not count.
import { withCurrency } from '../currency.js';
import { el, icon } from '../dom.js';
import { formatCount, formatSpan, formatTime, modelTitles, models, pagePath } from '../format.js';
import { formatMoney } from '../money.js';
import { channelTag, drawPanel, modelKey } from './parts.js';

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

function touchpoint(session, { conversion, time_zone: zone }) {
  const before = secondsBetween(session.session_start, conversion.conversion_timestamp);
  const distance = before < 1 ? 'at the conversion' : `${formatSpan(before)} before`;
  const credits = session.credited_by;
  return el('li', { class: credits.length > 0 ? 'touch is-credited' : 'touch', 'data-key': session.session_id, 'data-touchpoint': session.session_id },
    el('p', { class: 'touch-head' }, channelTag(session.channel), credits.map((model) => modelKey(model))),
    el('p', { class: 'touch-time' }, timeOf(session.session_start, zone), el('span', {}, distance)),
    facts(session));
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

// Where in the window each touchpoint lies; the list below says the same in words.
function strip({ touchpoints: shown, window_from: from, window_to: to }) {
  const whole = secondsBetween(from, to) || 1;
  return el('div', { class: 'strip', 'aria-hidden': 'true' },
    el('svg', { viewBox: '0 0 1000 28', preserveAspectRatio: 'none' },
      el('line', { x1: 0, y1: 14, x2: 1000, y2: 14, class: 'strip-line', 'vector-effect': 'non-scaling-stroke' }),
      shown.map((session) => {
        const x = (1000 * secondsBetween(from, session.session_start)) / whole;
        return el('line', { x1: x, y1: 4, x2: x, y2: 24, 'vector-effect': 'non-scaling-stroke',
          class: ['strip-mark', ...session.credited_by].join(' ') });
      })),
    el('p', { class: 'strip-ends' }, el('span', {}, 'Window opens'), el('span', {}, 'Conversion')));
}

function creditLine(model, credit) {
  return el('div', { class: 'credit', 'data-model': model },
    el('dt', {}, modelKey(model)),
    el('dd', {}, channelTag(credit?.channel ?? null)));
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

function windowWords({ window, touchpoint_count: count, window_from: from, time_zone: zone }) {
  const visits = count === 1 ? '1 visit' : `${formatCount(count)} visits`;
  return el('p', { class: 'window-words' },
    `${visits} began in the ${formatSpan(window.lookback_seconds)} before it, since `, timeOf(from, zone), '. ',
    count === 0 ? 'Without one, the conversion is not attributed: it counts, but for no channel.'
      : `${modelTitles.first_click} credits the earliest, ${modelTitles.last_click.toLowerCase()} the latest.`);
}

export function render(root, data) {
  drawPanel(root, data, (journey) => [
    el('dl', { class: 'credits' }, models.map((model) => creditLine(model, journey.conversion[model]))),
    windowWords(journey),
    journey.touchpoint_count > 0 ? strip(journey) : null,
    el('h3', {}, `Touchpoints (${formatCount(journey.touchpoint_count)})`),
    touchpoints(journey),
    excluded(journey),
    identity(journey.conversion),
  ], 8);
}
