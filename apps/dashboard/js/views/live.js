// Events as they arrive. At a thousand a second nobody reads them all: only the newest are drawn,
// once a frame, and rows that stand are left alone.
import { withCurrency } from '../currency.js';
import { draw, el, icon } from '../dom.js';
import { formatCount, formatMs, formatTime, pagePath } from '../format.js';
import { modelLabel } from '../models.js';
import { formatMoney } from '../money.js';
import { channelTag } from './parts.js';

const mostRows = 50;
const samples = 120; // two minutes at one a second
const busyMs = 250; // between drawings while events come faster than that

export function keyOf(event) {
  return JSON.stringify([event.event_id, event.user_pseudo_id, event.event_timestamp, event.event_name, event.page_location]);
}

// The models of the live tables, whatever the page shows: so each is named.
function conversionLine({ conversion }) {
  return el('p', { class: 'live-credit' }, conversion.credits.map(({ model, channel }) =>
    el('span', { class: 'share', 'data-model': model }, `${modelLabel(model)} `, channelTag(channel))));
}

function rowOf(event, timeZone) {
  const isConversion = event.conversion !== null;
  return el('li', { class: isConversion ? 'live-row is-conversion' : 'live-row', 'data-event': event.event_id },
    el('p', { class: 'live-head' },
      isConversion ? [icon('conversion'), el('strong', {}, 'Conversion')] : el('span', { class: 'live-name' }, event.event_name),
      isConversion && event.event_value !== null
        ? el('span', { class: 'figure' }, withCurrency(formatMoney(event.event_value), event.currency)) : null,
      el('time', { datetime: event.event_timestamp, title: event.event_timestamp }, formatTime(event.event_timestamp, timeZone, false))),
    isConversion ? conversionLine(event) : null,
    el('p', { class: 'live-facts' }, isConversion ? el('span', {}, event.event_name) : null, event.channel === null ? null : channelTag(event.channel),
      el('span', { class: 'live-page' }, pagePath(event.page_location))));
}

function sparkline(history) {
  const most = Math.max(1, ...history);
  const step = 300 / (samples - 1);
  const start = 300 - (history.length - 1) * step;
  const points = history.map((value, i) => `${(start + i * step).toFixed(1)},${(38 - (34 * value) / most).toFixed(1)}`);
  return el('svg', { class: 'sparkline', viewBox: '0 0 300 40', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    el('line', { x1: 0, y1: 39, x2: 300, y2: 39, class: 'spark-base', 'vector-effect': 'non-scaling-stroke' }),
    history.length > 1 ? el('polyline', { points: points.join(' '), class: 'spark-line', 'vector-effect': 'non-scaling-stroke' }) : null);
}

export class LiveView {
  #list;
  #head;
  #note;
  #waiting = []; // newest first, not drawn yet
  #since = []; // newest first, since the list was last read
  #missed = 0;
  #keys = []; // of the rows, newest first
  #history = [];
  #frame = null;
  #drawnAt = 0;
  #timeZone = 'UTC';
  isPaused = false;

  constructor(root) {
    this.#head = root.querySelector('[data-part=head]');
    this.#list = root.querySelector('[data-part=list]');
    this.#note = root.querySelector('[data-part=note]');
  }

  // The list is about to be read anew: what comes from now on is newer.
  expect() {
    this.#since = [];
  }

  // Begins anew with what the server has, and what came since it was asked.
  replace(events) {
    const all = [...this.#since, ...events];
    this.#waiting = [];
    if (!this.isPaused) {
      this.#keys = [];
      this.#list.replaceChildren();
    }
    this.add(all, 0);
  }

  // `events` are newest first; `count` may be more than they are.
  add(events, count) {
    this.#since = [...events, ...this.#since].slice(0, mostRows);
    this.#waiting = [...events.slice(0, mostRows), ...this.#waiting].slice(0, mostRows);
    if (this.isPaused) this.#missed += count;
    this.#schedule();
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.#missed = 0;
    this.#schedule();
  }

  status({ events_a_minute: rate, lag_ms: lag, time_zone: timeZone, rows_waiting: rows }) {
    this.#timeZone = timeZone ?? 'UTC';
    this.#history = [...this.#history, rate].slice(-samples);
    draw(this.#head,
      el('div', { class: 'spark' }, sparkline(this.#history)),
      el('dl', { class: 'live-figures' },
        el('div', {}, el('dt', {}, 'Events a minute'), el('dd', { id: 'events-a-minute' }, formatCount(rate))),
        el('div', {}, el('dt', {}, 'Behind'), el('dd', {}, formatMs(lag))),
        el('div', {}, el('dt', {}, 'Rows waiting'), el('dd', {}, formatCount(rows)))));
  }

  #schedule() {
    if (this.#frame !== null) return;
    const wait = this.#drawnAt + busyMs - performance.now();
    const draw = () => {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = null;
        this.#drawnAt = performance.now();
        this.#draw();
      });
    };
    if (wait <= 0) draw();
    else this.#frame = setTimeout(draw, wait);
  }

  #draw() {
    if (!this.isPaused) this.#drawRows();
    const isEmpty = this.#keys.length === 0 && this.#waiting.length === 0;
    const words = this.isPaused ? `Paused. ${formatCount(this.#missed)} more came in.` : isEmpty ? 'No events yet.' : '';
    draw(this.#note, words);
  }

  #drawRows() {
    const known = new Set(this.#keys);
    const fresh = new Map();
    for (const event of this.#waiting) {
      const key = keyOf(event);
      if (!known.has(key)) fresh.set(key, event);
    }
    this.#waiting = [];
    if (fresh.size === 0) return;
    this.#list.prepend(...[...fresh.values()].map((event) => rowOf(event, this.#timeZone)));
    this.#keys = [...fresh.keys(), ...this.#keys].slice(0, mostRows);
    while (this.#list.children.length > mostRows) this.#list.lastElementChild.remove();
  }
}
