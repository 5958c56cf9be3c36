// Numbers, days, times and names as people read them.

const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const dayMs = 86_400_000;

export function formatCount(value) {
  return value < 0 ? `\u2212${counts.format(-value)}` : counts.format(value);
}

export function formatShare(share) {
  return share === null || share === undefined ? '' : `${(share * 100).toFixed(1)}%`;
}

// A difference of shares, in points.
export function formatPoints(step) {
  const points = Math.abs(step * 100).toFixed(1);
  return `${Number(points) === 0 ? '' : step < 0 ? '\u2212' : '+'}${points} pt`;
}

// Conversions of a hundred sessions; small rates keep two digits that count.
export function formatRate(rate) {
  if (rate === null || rate === undefined) return '\u2013';
  const percent = rate * 100;
  return `${percent >= 10 || percent === 0 ? percent.toFixed(1) : percent.toFixed(2)}%`;
}

const ticks = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

// For axes only: 12k. Figures are written in full.
export function formatTick(value) {
  return ticks.format(value);
}

const dayParts = { day: 'numeric', month: 'short', timeZone: 'UTC' };
const days = new Intl.DateTimeFormat('en-GB', dayParts);
const daysOfYears = new Intl.DateTimeFormat('en-GB', { ...dayParts, year: 'numeric' });

// 2025-03-15 -> 15 Mar; with the year where asked.
export function formatDay(day, withYear = false) {
  return (withYear ? daysOfYears : days).format(new Date(`${day}T00:00:00Z`));
}

export function addDays(day, count) {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : new Date(at + count * dayMs).toISOString().slice(0, 10);
}

const timeFormats = new Map();

function timeFormat(timeZone, withDay) {
  const key = `${timeZone} ${withDay}`;
  if (timeFormats.has(key)) return timeFormats.get(key);
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone };
  if (withDay) Object.assign(options, { day: 'numeric', month: 'short', year: 'numeric' });
  let made;
  try {
    made = new Intl.DateTimeFormat('en-GB', options);
  } catch {
    // The server may know zones that this browser does not.
    made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC', timeZoneName: 'short' });
  }
  timeFormats.set(key, made);
  return made;
}

// A moment of the API (UTC, microseconds) in the reporting time zone, to the second.
export function formatTime(timestamp, timeZone, withDay = true) {
  return timeFormat(timeZone ?? 'UTC', withDay).format(new Date(timestamp));
}

const spans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

// The two largest units: 13 days 4 hours.
export function formatSpan(seconds) {
  const parts = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [name, length] of spans) {
    const number = Math.floor(rest / length);
    rest -= number * length;
    if (number > 0) parts.push(`${formatCount(number)} ${name}${number === 1 ? '' : 's'}`);
    if (parts.length === 2 || (parts.length > 0 && number === 0)) break;
  }
  return parts.join(' ') || '0 seconds';
}

export function formatAge(seconds) {
  return seconds < 1 ? 'just now' : `${formatSpan(seconds)} ago`;
}

export function formatMs(ms) {
  return ms < 1000 ? `${ms} ms` : formatSpan(ms / 1000);
}

export function channelName(channel) {
  return channel ?? '(unattributed)';
}

export function currencyName(currency) {
  return currency ?? '(no currency)';
}

// The path of a page, which is what tells pages of one shop apart.
export function pagePath(location) {
  if (!location) return '';
  try {
    const url = new URL(location);
    return url.pathname + url.search;
  } catch {
    return location;
  }
}
