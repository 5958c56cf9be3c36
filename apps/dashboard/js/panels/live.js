// Events as they arrive: conversions first, each with where its credit goes; all others as a rate.
import { sparkline } from '../charts/lines.js';
import { withCurrency } from '../currency.js';
import { draw, el, icon } from '../dom.js';
import { formatCount, formatMs, formatTime, pagePath } from '../format.js';
import { keyOf } from '../live_feed.js';
import { modelLabel } from '../models.js';
import { formatMoney } from '../money.js';
import { channelTag, modelMark } from '../views/parts.js';

const conversionsShown = 12;
const othersShown = 8;
const busyMs = 250; // between drawings while events come faster than that

// The models of the live tables, whatever the page shows: so each is named.
function creditLine({ conversion }) {
  return el('p', { class: 'live-credit' }, conversion.credits.map(({ model, channel }) =>
    el('span', { class: 'share', 'data-model': model, title: modelLabel(model) }, modelMark(model), el('span', { class: 'visually-hidden' }, `${modelLabel(model)} `), channelTag(channel))));
}

function timeOf({ event_timestamp: timestamp }, zone) {
  return el('time', { datetime: timestamp, title: timestamp }, formatTime(timestamp, zone));
}

function conversionRow(event, zone) {
  const open = event.conversion.key ?? event.conversion.conversion_id;
  return el('li', { class: 'live-row is-conversion', 'data-key': keyOf(event), 'data-event': event.event_id },
    el('p', { class: 'live-head' }, icon('conversion'),
      el('strong', {}, event.event_value === null ? event.event_name : withCurrency(formatMoney(event.event_value), event.currency)),
      open ? el('button', { type: 'button', class: 'link', 'data-action': 'open-journey', 'data-conversion': open, 'data-user': event.user_pseudo_id, 'aria-haspopup': 'dialog' }, timeOf(event, zone))
        : timeOf(event, zone)),
    el('p', { class: 'visually-hidden' }, 'Conversion'),
    creditLine(event));
}

function otherRow(event, zone) {
  return el('li', { class: 'live-row', 'data-key': keyOf(event), 'data-event': event.event_id },
    el('p', { class: 'live-head' }, el('span', { class: 'live-name' }, event.event_name), timeOf(event, zone)),
    el('p', { class: 'live-facts' }, event.channel === null ? null : channelTag(event.channel), el('span', { class: 'live-page' }, el('bdi', {}, pagePath(event.page_location)))));
}

function head(status, { rates }) {
  if (!status) return null;
  return el('div', { class: 'live-rate' },
    el('p', {}, el('strong', { id: 'events-a-minute' }, formatCount(status.events_a_minute)), ' events a minute'),
    sparkline(rates.length > 1 ? rates : [0, status.events_a_minute], 'is-wide'),
    el('p', { class: 'quiet' }, status.lag_ms === 0 ? 'tables up to date' : `tables ${formatMs(status.lag_ms)} late`,
      status.rows_waiting > 0 ? `, ${formatCount(status.rows_waiting)} rows waiting` : null));
}

function matches(event, words) {
  if (words === '') return true;
  const text = [event.event_name, event.channel, event.page_location, event.user_pseudo_id, event.currency].join(' ').toLowerCase();
  return text.includes(words);
}

function list(feed, zone, words) {
  const found = (events) => events.filter((event) => matches(event, words));
  const conversions = found(feed.conversions).slice(0, conversionsShown).map((event) => conversionRow(event, zone));
  const others = found(feed.others).slice(0, othersShown).map((event) => otherRow(event, zone));
  if (conversions.length + others.length === 0) return el('li', { class: 'live-none' }, words === '' ? 'No events yet.' : 'No event like that.');
  return [conversions, others.length > 0 ? el('li', { class: 'live-break', 'data-key': 'others' }, 'Other events') : null, others];
}

function note(feed) {
  return feed.isPaused ? `Paused. ${formatCount(feed.missed)} more came in.` : '';
}

// Draws at most once in a while, and once a frame.
function throttled(work) {
  let timer = null;
  let drawnAt = -Infinity;
  return () => {
    timer ??= setTimeout(() => requestAnimationFrame(() => {
      timer = null;
      drawnAt = performance.now();
      work();
    }), Math.max(0, drawnAt + busyMs - performance.now()));
  };
}

function frame() {
  return [
    el('div', { class: 'live-top' }),
    el('p', { class: 'live-note', role: 'status' }),
    el('div', { class: 'live-scroll', tabindex: '0', role: 'region', 'aria-label': 'Latest events' }, el('ol', { id: 'live-list', class: 'live-list' })),
  ];
}

// `feed` and `connection` are those of the page.
export function livePanel(feed, connection) {
  return {
    name: 'live', title: 'Live', lines: 8,
    wire(section) {
      const body = section.querySelector('.panel-body');
      const tools = section.querySelector('.panel-tools');
      body.replaceChildren(...frame());
      body.setAttribute('aria-busy', 'false');
      const filter = el('input', { type: 'search', class: 'live-filter', placeholder: 'Filter', 'aria-label': 'Show live events with this word', autocomplete: 'off' });
      const pause = el('button', { type: 'button', class: 'button is-quiet', 'data-action': 'pause', 'aria-pressed': 'false' }, icon('pause'), el('span', { 'data-part': 'words' }, 'Pause'));
      tools.append(filter, pause);
      const redraw = throttled(() => {
        if (!section.isConnected) {
          feed.removeEventListener('change', redraw); // another view is shown
          return;
        }
        const zone = connection.status?.time_zone ?? 'UTC';
        draw(body.querySelector('.live-top'), head(connection.status, feed));
        draw(body.querySelector('.live-note'), note(feed));
        draw(body.querySelector('.live-list'), list(feed, zone, filter.value.trim().toLowerCase()));
        pause.setAttribute('aria-pressed', String(feed.isPaused));
        draw(pause.querySelector('[data-part=words]'), feed.isPaused ? 'Resume' : 'Pause');
      });
      filter.addEventListener('input', redraw);
      feed.addEventListener('change', redraw);
      redraw();
    },
  };
}
