// What the data lost on its way into the figures: each panel is one question of /quality.
import { missing, quality } from '../asked_quality.js';
import { withCurrency } from '../currency.js';
import { el, icon } from '../dom.js';
import { formatCount, formatTime } from '../format.js';
import { formatMoney } from '../money.js';
import { modelKey } from '../views/parts.js';
import { allGood, figureOf, notTold } from '../views/quality_parts.js';

// A panel that is drawn from a part of /quality.
function panelOf({ name, title, lines = 4, drawn }) {
  return {
    name, title, lines,
    ask: () => ({ quality: quality() }),
    content: ({ status, answers: { quality: answer } }) => (answer === missing ? notTold() : drawn(answer, status?.time_zone ?? 'UTC')),
  };
}

function sample({ source, line, text, at }, zone) {
  return el('li', {},
    el('p', { class: 'quiet' }, el('bdi', {}, source), line === null || line === undefined ? null : `, line ${formatCount(line)}`, at ? [', ', el('time', { datetime: at }, formatTime(at, zone))] : null),
    el('pre', { tabindex: '0', role: 'region', 'aria-label': `Rejected text, ${source ?? 'source unknown'}` }, el('code', { dir: 'auto' }, text ?? '')));
}

const inWords = (reason) => reason.replaceAll('_', ' ');

function reasonItem({ reason, count, samples }, zone) {
  const head = [el('span', { class: 'reason-name' }, inWords(reason)), el('span', { class: 'figure' }, formatCount(count))];
  if (!samples?.length) return el('li', { 'data-reason': reason }, el('p', { class: 'reason-head' }, head));
  return el('li', { 'data-reason': reason },
    el('details', { 'data-key': `reason ${reason}` }, el('summary', {}, el('span', { class: 'reason-head' }, head)),
      el('ul', { class: 'samples' }, samples.map((each) => sample(each, zone)))));
}

export const rejectsPanel = panelOf({
  name: 'rejects', title: 'Rejected rows', lines: 8,
  drawn: ({ rejects: { count, by_reason: reasons } }, zone) => [
    figureOf('rejects', formatCount(count), count === 1 ? 'row was rejected' : 'rows were rejected'),
    count === 0 ? allGood('Every row could be read.') : el('ul', { class: 'reasons' }, reasons.map((each) => reasonItem(each, zone))),
    count === 0 ? null : el('p', { class: 'hint' }, `The reasons add up to ${formatCount(reasons.reduce((sum, each) => sum + each.count, 0))} of ${formatCount(count)} rows.`),
  ],
});

function movedRow({ model, conversions, revenue, currency, ...others }) {
  const what = Object.values(others).filter((value) => typeof value === 'string').join(' / ');
  return el('li', {}, model ? modelKey(model) : null, what ? el('bdi', { class: 'tag' }, what) : null,
    el('span', { class: 'figure' }, conversions === undefined ? null : `${formatMoney(String(conversions))} conversions`,
      revenue === undefined ? null : [' ', withCurrency(formatMoney(String(revenue)), currency ?? null)]));
}

export const latePanel = panelOf({
  name: 'late', title: 'Late events',
  drawn: ({ late_events: { count, moved_credit: moved } }) => [
    figureOf('late', formatCount(count), count === 1 ? 'event came late' : 'events came late'),
    moved?.length > 0 ? [el('p', {}, 'They moved credit:'), el('ul', { class: 'quality-list' }, moved.map(movedRow))]
      : el('p', { class: 'hint' }, 'They moved no credit.'),
  ],
});

function reasonCounts(counts) {
  const rows = Object.entries(counts).filter(([name, value]) => name !== 'conversions' && ['string', 'number'].includes(typeof value));
  return rows.length === 0 ? null : el('ul', { class: 'quality-list' }, rows.map(([name, value]) => el('li', {}, inWords(name), el('span', { class: 'figure' }, formatMoney(String(value))))));
}

export const unattributedPanel = panelOf({
  name: 'unattributed', title: 'Unattributed conversions',
  drawn: ({ unattributed }) => [
    figureOf('unattributed', formatMoney(String(unattributed.conversions ?? unattributed.count ?? 0)), 'conversions have no touchpoint'),
    reasonCounts(unattributed),
    el('p', { class: 'hint' }, 'They count, but for no channel: no session of the user began in the lookback before them.'),
  ],
});

export const columnsPanel = panelOf({
  name: 'columns', title: 'Ignored columns',
  drawn: ({ ignored_columns: sources }) => (sources.length === 0 ? allGood('Every column was read.')
    : el('dl', { class: 'ignored' }, sources.map(({ source, columns }) => [el('dt', {}, el('bdi', {}, source)),
      el('dd', {}, columns.map((column) => el('code', {}, column)))]))),
});

function verified({ at, is_equal: isEqual, tables }, zone) {
  const names = (tables ?? []).map((table) => (typeof table === 'string' ? table : `${table.table ?? table.name}${table.is_equal === false ? ' (differs)' : ''}`));
  return [
    el('p', { class: isEqual ? 'verdict is-good' : 'verdict is-bad' }, icon(isEqual ? 'live-on' : 'alert'),
      isEqual ? 'The tables were what the events make of them.' : 'The tables differed from what the events make of them.'),
    el('p', { class: 'quiet' }, el('time', { datetime: at }, formatTime(at, zone))),
    el('ul', { class: 'quality-list' }, names.map((name) => el('li', {}, el('code', {}, name)))),
  ];
}

export const verifyPanel = panelOf({
  name: 'verify', title: 'Last verify',
  drawn: ({ last_verify: verify }, zone) => (verify ? verified(verify, zone)
    : el('p', { class: 'hint' }, 'The tables were never compared with the events: ', el('code', {}, 'attrib-model verify'), ' does it.')),
});
