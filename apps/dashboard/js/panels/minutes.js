// The last day by minutes: events, conversions, rejected rows, and how late the tables were.
import { history, missing } from '../asked_quality.js';
import { sparkline } from '../charts/lines.js';
import { el } from '../dom.js';
import { formatCount, formatMs, formatTime } from '../format.js';
import { asTable } from '../views/parts.js';
import { notTold } from '../views/quality_parts.js';

const hourMinutes = 60;
const stretch = 10; // minutes of one point

const sum = (rows, name) => rows.reduce((all, row) => all + (row[name] ?? 0), 0);
const most = (rows, name) => Math.max(0, ...rows.map((row) => row[name] ?? 0));

// Minutes by lots of `size`.
function lots(minutes, size) {
  return Array.from({ length: Math.ceil(minutes.length / size) }, (_, i) => minutes.slice(i * size, (i + 1) * size));
}

function lagWords(rows) {
  return rows.some(({ lag_ms: lag }) => lag !== null) ? formatMs(most(rows, 'lag_ms')) : 'unknown';
}

const lines = [
  { name: 'events', title: 'Events', figure: (minutes) => formatCount(sum(minutes, 'events')), at: sum },
  { name: 'conversions', title: 'Conversions', figure: (minutes) => formatCount(sum(minutes, 'conversions')), at: sum },
  { name: 'rejects', title: 'Rejected rows', figure: (minutes) => formatCount(sum(minutes, 'rejects')), at: sum },
  { name: 'lag_ms', title: 'Longest delay', figure: lagWords, at: most },
];

function lineOf({ name, title, figure, at }, minutes) {
  return el('li', { 'data-minutes': name }, el('span', { class: 'quiet' }, title), el('span', { class: 'figure' }, figure(minutes)),
    sparkline(lots(minutes, stretch).map((rows) => at(rows, name)), 'is-wide'));
}

function hourRow(rows, zone) {
  return [formatTime(rows[0].minute, zone), ...lines.map(({ figure }) => figure(rows))];
}

export const minutesPanel = {
  name: 'minutes', title: 'The last 24 hours', lines: 5,
  ask: () => ({ history: history() }),
  content: ({ status, answers: { history: answer } }) => {
    if (answer === missing) return notTold();
    const { minutes } = answer;
    if (minutes.length === 0) return el('p', { class: 'hint' }, 'No minute has passed yet.');
    return [
      el('ul', { class: 'minutes' }, lines.map((line) => lineOf(line, minutes))),
      asTable('minutes', 'The last 24 hours by hours', ['Hour from', ...lines.map(({ title }) => title)], lots(minutes, hourMinutes).map((rows) => hourRow(rows, status?.time_zone ?? 'UTC'))),
    ];
  },
};
