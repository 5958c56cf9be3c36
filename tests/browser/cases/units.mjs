// The parts of the page that need no page.
import assert from 'node:assert/strict';
import {
  exact, formatConversions, formatMoney, formatSignedConversions, formatSignedMoney, isRounded, textOf,
} from '../../../apps/dashboard/js/money.js';
import { formatAge, formatDay, formatSpan, formatTime, addDays } from '../../../apps/dashboard/js/format.js';
import { ticksOf } from '../../../apps/dashboard/js/charts/scale.js';
import { binsOf } from '../../../apps/dashboard/js/charts/bins.js';
import { filtersOfQuestion, readFilters, withValue, writeFilters } from '../../../apps/dashboard/js/filters.js';
import { byValue, movedBetween } from '../../../apps/dashboard/js/groups.js';
import { searched } from '../../../apps/dashboard/js/asked.js';
import { lookOf } from '../../../apps/dashboard/js/models.js';
import { grainOf, isPartial, rangeWords } from '../../../apps/dashboard/js/period.js';
import { EventParser } from '../../../apps/dashboard/js/sse.js';

function money() {
  assert.equal(formatMoney('0.00'), '0.00');
  assert.equal(formatMoney('999.5000'), '999.5000');
  assert.equal(formatMoney('1234567.891234'), '1,234,567.891234');
  assert.equal(formatMoney('-9223372036854.775808'), '\u22129,223,372,036,854.775808', 'no digit is lost');
  assert.equal(formatSignedMoney('5.00'), '+5.00');
  assert.equal(formatSignedMoney('0.00'), '0.00');
  assert.equal(formatSignedMoney('-0.01'), '\u22120.01');
  assert.equal(exact('9007199254740993.01') - exact('9007199254740993'), 10_000n);
  assert.equal(textOf(exact('-9223372036854.775808')), '-9223372036854.775808');
  assert.equal(textOf(exact('12.5')), '12.50', 'money has two decimals at least');
  assert.equal(textOf(exact('12.000000'), 0), '12');
  assert.equal(textOf(-1n), '-0.000001');
}

function partsOfConversions() {
  const shown = { 2: '2', '-3': '\u22123', 0: '0', 1234567: '1,234,567', '0.5': '0.50', '0.333333': '0.33', '1.005': '1.01',
    '-1.005': '\u22121.01', '0.994999': '0.99', '0.999999': '1.00', '9007199254740993.25': '9,007,199,254,740,993.25' };
  for (const [text, wanted] of Object.entries(shown)) assert.equal(formatConversions(text), wanted);
  assert.equal(formatSignedConversions('0.25'), '+0.25');
  assert.equal(formatSignedConversions('-0.25'), '\u22120.25');
  assert.equal(formatSignedConversions('0'), '0');
  assert.deepEqual(['2', '0.25', '0.333333', '1.005'].map(isRounded), [false, false, true, true]);
}

// Rows of the API, one for each model, become rows of the page.
function together() {
  const row = (model, channel, conversions) => ({ model, channel, conversions });
  const answer = { data: [row('linear', null, '0.3'), row('shapley', null, '0.1'), row('linear', 'null', '1'), row('shapley', 'null', '1.2')] };
  const groups = byValue(answer, 'channel');
  assert.deepEqual(groups.map(({ key, value, by }) => [key, value, by.linear.conversions, by.shapley.conversions]),
    [['[null]', [null], '0.3', '0.1'], ['["null"]', ['null'], '1', '1.2']]);
  assert.equal(byValue(answer, 'channel'), groups, 'made once for an answer');
  assert.equal(movedBetween(groups, 'linear', 'shapley', ({ conversions }) => exact(conversions)), 200_000n);
  assert.equal(movedBetween(groups, 'linear', 'linear', ({ conversions }) => exact(conversions)), 0n);
}

// Numbers that are the same in every run.
function random(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// Whatever a value is, the address brings it back.
function filterAddresses() {
  const next = random(1);
  const letters = ['a', '\\', '(none)', '(unattributed)', '=', '&', '!', '~', '^', ' ', '\u05d0', '\ud83d\ude00', ',', '"', '%'];
  const text = () => Array.from({ length: 1 + next(4) }, () => letters[next(letters.length)]).join('');
  for (let run = 0; run < 500; run += 1) {
    let filters = [];
    for (let i = next(5); i >= 0; i -= 1) {
      const value = next(6) === 0 ? null : text();
      filters = withValue(filters, { dimension: ['channel', 'campaign', 'source'][next(3)], operator: ['is', 'is_not', 'contains', 'starts_with'][next(4)], value });
    }
    const query = new URLSearchParams();
    writeFilters(query, filters);
    assert.deepEqual(readFilters(new URLSearchParams(query.toString())), filters);
  }
  assert.deepEqual(filtersOfQuestion(readFilters(new URLSearchParams('channel=Email&channel=(unattributed)&campaign~=spring'))),
    [['is', 'channel', ['Email', null]], ['contains', 'campaign', ['spring']]]);
}

function periods() {
  const grain = (from, through) => grainOf({ grain: '', from, through }, '2025-03-31');
  assert.deepEqual([grain('', ''), grain('2025-01-30', ''), grain('2025-01-01', ''), grain('2022-01-01', '')], ['day', 'day', 'week', 'month']);
  assert.equal(grainOf({ grain: 'week', from: '', through: '' }, '2025-03-31'), 'week');
  const range = { today: '2025-03-31' };
  assert.deepEqual(['2025-03-30', '2025-03-31'].map((date) => isPartial(date, 'day', range)), [false, true]);
  assert.deepEqual(['2025-03-24', '2025-03-31'].map((date) => isPartial(date, 'week', range)), [false, true]);
  assert.deepEqual(['2025-02-01', '2025-03-01', '2025-04-01'].map((date) => isPartial(date, 'month', range)), [false, true, false]);
  assert.equal(rangeWords({ from: '2025-03-02', to: '2025-03-16' }), '2\u201315 Mar 2025');
  assert.equal(rangeWords({ from: '2024-12-30', to: '2025-01-02' }), '30 Dec 2024 \u2013 1 Jan 2025');
  assert.equal(rangeWords({ from: '2025-03-15', to: '2025-03-16' }), '15 Mar 2025');
}

// Ticks reach over the values, are round, and few.
function scales() {
  const next = random(2);
  for (let run = 0; run < 500; run += 1) {
    const low = -next(2) * next(1000);
    const high = low + (1 + next(100_000)) / 10 ** next(6);
    const ticks = ticksOf(low, high, 4);
    assert.ok(ticks[0] <= low && ticks.at(-1) >= high, `${ticks} for ${low} to ${high}`);
    assert.ok(ticks.length >= 2 && ticks.length <= 8, String(ticks));
  }
  assert.deepEqual(ticksOf(0, 3, 4, true), [0, 1, 2, 3], 'conversions are whole');
  assert.deepEqual(binsOf([{ value: 1, count: 5 }, { value: 3, count: 2 }, { value: 9, count: 1 }, { value: 12, count: 4 }], 1, 4),
    [{ value: 1, count: 5 }, { value: 2, count: 0 }, { value: 3, count: 2 }, { value: 4, count: 5, isTail: true }]);
}

// A model looks the same on every page, whatever stands beside it.
function looks() {
  assert.deepEqual(lookOf('first_click'), { shape: 'disc', hue: 0 });
  assert.deepEqual(lookOf('our_own'), lookOf('our_own'));
  const known = ['first_click', 'last_click', 'last_non_direct', 'linear', 'position_based', 'time_decay', 'first_non_direct', 'last_paid', 'google_paid', 'shapley', 'markov', 'markov_channel'];
  assert.equal(new Set(known.map((name) => JSON.stringify(lookOf(name)))).size, known.length);
}

function times() {
  assert.equal(addDays('2024-02-28', 1), '2024-02-29');
  assert.equal(addDays('2025-03-30', 1), '2025-03-31');
  assert.equal(formatDay('2025-03-01'), '1 Mar');
  assert.equal(formatTime('2025-03-30T00:30:00.000000Z', 'Europe/Berlin'), '30 Mar 2025, 01:30:00');
  assert.equal(formatTime('2025-03-30T01:30:00.000000Z', 'Europe/Berlin'), '30 Mar 2025, 03:30:00');
  assert.match(formatTime('2025-03-30T01:30:00.000000Z', 'No/Such_Zone'), /01:30:00 UTC/);
  assert.equal(formatSpan(14 * 86400), '14 days');
  assert.equal(formatSpan(90061), '1 day 1 hour');
  assert.equal(formatSpan(59.9), '59 seconds');
  assert.equal(formatAge(0.2), 'just now');
}

// Whatever pieces the network makes of it, the messages are the same.
function stream() {
  const text = ': hello\nevent: status\ndata: {"a":1}\n\nid: 7\r\nevent: events\r\ndata: one\r\ndata:two\r\n\r\ndata: bare\rid\r\rid: 8\n\nevent: cut\ndata: x';
  const wanted = [
    { name: 'status', data: '{"a":1}', id: '' },
    { name: 'events', data: 'one\ntwo', id: '7' },
    { name: 'message', data: 'bare', id: '' },
  ];
  for (let size = 1; size <= text.length; size += 1) {
    const parser = new EventParser();
    const heard = [];
    for (let at = 0; at < text.length; at += size) heard.push(...parser.feed(text.slice(at, at + size)));
    assert.deepEqual(heard, wanted, `pieces of ${size}`);
    assert.equal(parser.lastId, '8');
  }
}

// A search is a regular expression in which its text stands as it is.
function searches() {
  const isGerman = ['is', 'country', ['DE']];
  const question = { path: '/query', body: { filters: [isGerman] } };
  const filtersOf = (columns, text) => searched(question, columns, text).body.filters;
  assert.equal(searched(question, ['source'], ''), question);
  assert.deepEqual(filtersOf(['source'], 'a.b'), [isGerman, ['matches', 'source', ['(?i)\\Qa.b\\E']]]);
  const pattern = '(?i)\\Qx\\E\\\\E\\Qy\\E';
  assert.deepEqual(filtersOf(['source', 'medium'], 'x\\Ey'), [isGerman, ['or', [['matches', 'source', [pattern]], ['matches', 'medium', [pattern]]]]]);
}

export const cases = [
  { name: 'units: money keeps every digit', page: false, run: money },
  { name: 'units: parts of conversions', page: false, run: partsOfConversions },
  { name: 'units: models side by side', page: false, run: together },
  { name: 'units: filters in an address', page: false, run: filterAddresses },
  { name: 'units: a search is of its text', page: false, run: searches },
  { name: 'units: periods', page: false, run: periods },
  { name: 'units: scales and bins', page: false, run: scales },
  { name: 'units: looks of models', page: false, run: looks },
  { name: 'units: days, times and spans', page: false, run: times },
  { name: 'units: the event stream in pieces of any size', page: false, run: stream },
];
