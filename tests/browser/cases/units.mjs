// The parts of the page that need no page.
import assert from 'node:assert/strict';
import {
  exact, formatConversions, formatMoney, formatSignedConversions, formatSignedMoney, isRounded, textOf,
} from '../../../apps/dashboard/js/money.js';
import { formatAge, formatDay, formatSpan, formatTime, addDays } from '../../../apps/dashboard/js/format.js';
import { sideBySide, stepOf } from '../../../apps/dashboard/js/side_by_side.js';
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

function conversions() {
  const shown = { 2: '2', '-3': '\u22123', 0: '0', 1234567: '1,234,567', '0.5': '0.50', '0.333333': '0.33', '1.005': '1.01',
    '-1.005': '\u22121.01', '0.994999': '0.99', '0.999999': '1.00', '9007199254740993.25': '9,007,199,254,740,993.25' };
  for (const [text, wanted] of Object.entries(shown)) assert.equal(formatConversions(text), wanted);
  assert.equal(formatSignedConversions('0.25'), '+0.25');
  assert.equal(formatSignedConversions('-0.25'), '\u22120.25');
  assert.equal(formatSignedConversions('0'), '0');
  assert.deepEqual(['2', '0.25', '0.333333', '1.005'].map(isRounded), [false, false, true, true]);
}

// Rows of the API, one a model, become rows of the page.
function together() {
  const models = [{ name: 'linear' }, { name: 'shapley' }];
  const row = (model, channel, revenue) => ({ model, channel, currency: null, conversions: '0.5', revenue });
  const rows = [row('linear', null, '0.30'), row('shapley', null, '0.10'), row('linear', 'null', '1.00'), row('shapley', 'null', '1.00')];
  const groups = sideBySide(rows, models, ['channel', 'currency']);
  assert.deepEqual(groups, [
    { channel: null, currency: null, amounts: rows.slice(0, 2) }, { channel: 'null', currency: null, amounts: rows.slice(2) },
  ]);
  assert.equal(stepOf(groups[0].amounts, 'revenue'), -200_000n);
  assert.equal(stepOf([rows[0]], 'revenue'), 0n, 'one model alone differs from none');
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

export const cases = [
  { name: 'units: money keeps every digit', page: false, run: money },
  { name: 'units: parts of conversions', page: false, run: conversions },
  { name: 'units: models side by side', page: false, run: together },
  { name: 'units: days, times and spans', page: false, run: times },
  { name: 'units: the event stream in pieces of any size', page: false, run: stream },
];
