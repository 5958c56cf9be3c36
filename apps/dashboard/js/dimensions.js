// What can be asked for by name: dimensions of credit and metrics. The first questions need them at
// once, so they are here; a test holds them against what the server says of itself (/dimensions).

// `columns` are those of an answer's row. `isOfSessions`: sessions can be counted by it, too.
// `isOfPaths`: paths can be of its values. `isParameter`: the reports beside the query endpoint take it
// as a parameter. `hasTests`: filters can test it.
export const dimensions = [
  { name: 'channel', title: 'channel', plural: 'channels', columns: ['channel'], isOfSessions: true, isOfPaths: true, isParameter: true, hasTests: true },
  { name: 'source', title: 'source', plural: 'sources', columns: ['source'], isOfSessions: true, isOfPaths: true, isParameter: true, hasTests: true },
  { name: 'medium', title: 'medium', plural: 'mediums', columns: ['medium'], isOfSessions: true, isOfPaths: true, isParameter: true, hasTests: true },
  { name: 'source_medium', title: 'source / medium', plural: 'sources / media', columns: ['source', 'medium'], isOfSessions: true, isOfPaths: true, hasTests: true },
  { name: 'campaign', title: 'campaign', plural: 'campaigns', columns: ['campaign'], isOfSessions: true, isOfPaths: true, isParameter: true, hasTests: true },
  { name: 'landing_page', title: 'landing page', plural: 'landing pages', columns: ['landing_page'], isOfSessions: true, isOfPaths: true, isParameter: true, hasTests: true },
  { name: 'device_category', title: 'device', plural: 'devices', columns: ['device_category'], isOfSessions: true, isOfPaths: true, isParameter: true, hasTests: true },
  { name: 'country', title: 'country', plural: 'countries', columns: ['country'], isOfSessions: true, isOfPaths: true, isParameter: true, hasTests: true },
  { name: 'visitor', title: 'new or returning', plural: 'kinds of visitor', columns: ['visitor'], isOfSessions: true, isOfPaths: true, hasTests: true },
  { name: 'conversion_name', title: 'conversion', plural: 'conversions', columns: ['conversion_name'], hasTests: true },
  { name: 'currency', title: 'currency', plural: 'currencies', columns: ['currency'], hasTests: true },
  { name: 'touch_no', title: 'touchpoint number', plural: 'touchpoint numbers', columns: ['touch_no'] },
];

// `isOfMoney`: of one currency each. `isOfSessions`: counted by session.
export const metrics = [
  { name: 'conversions', title: 'Conversions', unit: 'conversions' },
  { name: 'conversions_share', title: 'Share of conversions', unit: 'share' },
  { name: 'revenue', title: 'Revenue', unit: 'money', isOfMoney: true },
  { name: 'revenue_share', title: 'Share of revenue', unit: 'share', isOfMoney: true },
  { name: 'average_value', title: 'Average value', unit: 'money', isOfMoney: true },
  { name: 'days_to_convert', title: 'Days to convert', unit: 'days' },
  { name: 'touchpoints', title: 'Touchpoints', unit: 'count' },
  { name: 'sessions', title: 'Sessions', unit: 'count', isOfSessions: true },
  { name: 'users', title: 'Users', unit: 'count', isOfSessions: true },
  { name: 'events', title: 'Events', unit: 'count', isOfSessions: true },
  { name: 'converting_sessions', title: 'Converting sessions', unit: 'count', isOfSessions: true },
  { name: 'session_conversions', title: 'Conversions in sessions', unit: 'count', isOfSessions: true },
  { name: 'conversion_rate', title: 'Conversion rate', unit: 'rate', isOfSessions: true },
];

const dimensionsByName = new Map(dimensions.map((each) => [each.name, each]));
const metricsByName = new Map(metrics.map((each) => [each.name, each]));

export const isDimension = (name) => dimensionsByName.has(name);
export const isMetric = (name) => metricsByName.has(name);
export const dimensionOf = (name) => dimensionsByName.get(name);
export const metricOf = (name) => metricsByName.get(name);

export function titleOf(name) {
  const { title } = dimensionOf(name);
  return title[0].toUpperCase() + title.slice(1);
}

export const pluralOf = (name) => dimensionOf(name).plural;

// A row's value of a dimension: a list with a text or null for each of its columns.
export function valueOf(row, name) {
  return dimensionOf(name).columns.map((column) => row[column]);
}

export function keyOfValue(value) {
  return JSON.stringify(value);
}

// What a value is called. Null of a channel is what no touchpoint earned.
export function valueLabel(name, value) {
  if (value.every((part) => part === null)) return name === 'channel' ? '(unattributed)' : '(none)';
  return value.map((part) => (part === null ? '(none)' : String(part))).join(' / ');
}
