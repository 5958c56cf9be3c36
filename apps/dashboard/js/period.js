// The days that are asked about, those they are compared with, and the step of time lines.
import { addDays, formatDay } from './format.js';

const dayMs = 86_400_000;

export function daysBetween(from, to) {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

// Members of a question; none where the API is to choose its newest days.
export function rangeOf({ from, through }) {
  return { from: from || undefined, to: through ? addDays(through, 1) : undefined };
}

export function compareOf({ vs }) {
  if (vs === 'none') return undefined;
  if (vs === 'year') return 'same_days_last_year';
  if (vs === '') return 'previous';
  const [from, through] = vs.split('..');
  return { from, to: addDays(through, 1) };
}

// Points that a chart can tell apart: months for years, weeks for a quarter.
export function grainOf({ grain, from, through }, today) {
  if (grain !== '') return grain;
  if (from === '') return 'day';
  const days = daysBetween(from, through || today) + 1;
  return days <= 62 ? 'day' : days <= 400 ? 'week' : 'month';
}

const sameYear = (a, b) => a.slice(0, 4) === b.slice(0, 4);
const sameMonth = (a, b) => a.slice(0, 7) === b.slice(0, 7);

// 15 to 28 Nov 2026; `to` is the day after the last.
export function rangeWords({ from, to }) {
  const last = addDays(to, -1);
  if (from === last) return formatDay(from, true);
  if (sameMonth(from, last)) return `${Number(from.slice(8))}\u2013${formatDay(last, true)}`;
  return `${formatDay(from, !sameYear(from, last))} \u2013 ${formatDay(last, true)}`;
}

// The step of a time line that holds today is not over.
export function isPartial(date, grain, { today }) {
  if (grain === 'day') return date === today;
  const next = grain === 'week' ? addDays(date, 7) : `${addDays(`${date.slice(0, 7)}-28`, 5).slice(0, 7)}-01`;
  return date <= today && today < next;
}

export function dateWords(date, grain) {
  if (grain === 'month') return new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  return grain === 'week' ? `week of ${formatDay(date, true)}` : formatDay(date, true);
}
