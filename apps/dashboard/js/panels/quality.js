// What the data lost on its way into the figures: each panel is one question of /quality.
import { missing, quality } from '../asked_quality.js';
import { el, icon } from '../dom.js';
import { formatCount, formatDay, formatTime } from '../format.js';
import { asTable } from '../views/parts.js';
import { allGood, figureOf, notTold } from '../views/quality_parts.js';

// A panel that is drawn from a part of /quality.
function panelOf({ name, title, lines = 4, drawn }) {
  return {
    name, title, lines,
    ask: ({ state }) => ({ quality: quality(state) }),
    content: ({ status, answers: { quality: answer } }) => (answer === missing ? notTold() : drawn(answer, status?.time_zone ?? 'UTC')),
  };
}

function sample({ source, line, message, text, at }, zone) {
  return el('li', {},
    el('p', {}, el('bdi', {}, message)),
    el('p', { class: 'quiet' }, el('bdi', {}, source), `, line ${formatCount(line)}`, at === null ? null : [', ', el('time', { datetime: at }, formatTime(at, zone))]),
    el('pre', { tabindex: '0' }, el('code', { dir: 'auto' }, text)));
}

const inWords = (reason) => reason.replaceAll('_', ' ');

function reasonItem({ reason, count, samples }, zone) {
  const head = [el('span', { class: 'reason-name' }, inWords(reason)), el('span', { class: 'figure' }, formatCount(count))];
  if (samples.length === 0) return el('li', { 'data-reason': reason }, el('p', { class: 'reason-head' }, head));
  return el('li', { 'data-reason': reason },
    el('details', { 'data-key': `reason ${reason}` }, el('summary', {}, el('span', { class: 'reason-head' }, head)),
      el('ul', { class: 'samples' }, samples.map((each) => sample(each, zone)))));
}

export const rejectsPanel = panelOf({
  name: 'rejects', title: 'Rejected rows', lines: 4,
  drawn: ({ rejects: { count, by_reason: reasons } }, zone) => [
    figureOf('rejects', formatCount(count), count === 1 ? 'row was rejected' : 'rows were rejected'),
    count === 0 ? allGood('Every row could be read.') : el('ul', { class: 'reasons' }, reasons.map((each) => reasonItem(each, zone))),
    count === 0 ? null : el('p', { class: 'hint' }, `The reasons add up to ${formatCount(reasons.reduce((sum, each) => sum + each.count, 0))} of ${formatCount(count)} rows.`),
  ],
});

function movedTable(days) {
  return asTable('late', 'Late events by day', ['Day', 'Events', 'Late', 'Conversions credited otherwise'],
    days.map(({ day, events, late_events: late, conversions }) => [formatDay(day, true), formatCount(events), formatCount(late), formatCount(conversions)]));
}

export const latePanel = panelOf({
  name: 'late', title: 'Late events',
  drawn: ({ late_events: { count, moved_credit: days } }) => {
    const moved = days.reduce((sum, { conversions }) => sum + conversions, 0);
    return [
      figureOf('late', formatCount(count), count === 1 ? 'event of the last 31 days came late' : 'events of the last 31 days came late'),
      el('p', {}, moved === 0 ? 'They moved no credit.' : `${formatCount(moved)} ${moved === 1 ? 'conversion is' : 'conversions are'} credited otherwise since.`),
      el('p', { class: 'hint' }, 'Late is an hour or more after a later event of the same user.'),
      days.length === 0 ? null : movedTable(days),
    ];
  },
});

const whyUnattributed = { session_before_lookback: 'All sessions began before the lookback', no_session: 'The user has no session before them' };

export const unattributedPanel = panelOf({
  name: 'unattributed', title: 'Unattributed conversions',
  drawn: ({ unattributed: { conversions, of: all, by_reason: reasons } }) => [
    figureOf('unattributed', formatCount(conversions), `of ${formatCount(all)} conversions in these days`),
    el('ul', { class: 'quality-list' }, reasons.map(({ reason, conversions: count }) =>
      el('li', { 'data-why': reason }, whyUnattributed[reason] ?? inWords(reason), el('span', { class: 'figure' }, formatCount(count))))),
    el('p', { class: 'hint' }, 'They count, but for no channel.'),
  ],
});

export const columnsPanel = panelOf({
  name: 'columns', title: 'Ignored columns',
  drawn: ({ ignored_columns: sources }) => (sources.length === 0 ? allGood('Every column was read.')
    : el('dl', { class: 'ignored' }, sources.map(({ source, columns }) => [el('dt', {}, el('bdi', {}, source)),
      el('dd', {}, columns.map((column) => el('code', {}, column)))]))),
});

function verified({ at, is_equal: isEqual, tables }, zone) {
  return [
    el('p', { class: isEqual ? 'verdict is-good' : 'verdict is-bad' }, icon(isEqual ? 'live-on' : 'alert'),
      isEqual ? 'The tables were what the events make of them.' : 'The tables differed from what the events make of them.'),
    el('p', { class: 'quiet' }, el('time', { datetime: at }, formatTime(at, zone))),
    asTable('verify', 'The last verify, table by table', ['Table', 'Rows', 'Rows computed', 'Only in the table', 'Only computed'],
      tables.map(({ name, stored, checked, only_stored: onlyStored, only_checked: onlyChecked }) => [name, ...[stored, checked, onlyStored, onlyChecked].map(formatCount)])),
  ];
}

export const verifyPanel = panelOf({
  name: 'verify', title: 'Last verify',
  drawn: ({ last_verify: verify }, zone) => (verify ? verified(verify, zone)
    : el('p', { class: 'hint' }, 'The tables were never compared with the events: ', el('code', {}, 'attrib-model verify'), ' does it.')),
});
