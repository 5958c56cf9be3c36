// What can be asked for by name: dimensions of credit and metrics, as the page calls them.

// `columns` are those of an answer's row. `isTouchpoint`: sessions can be counted by it, too.
// `isQueryOnly`: the reports beside the query endpoint do not know it.
export const dimensions = [
  { name: 'channel', title: 'channel', columns: ['channel'], isTouchpoint: true },
  { name: 'source', title: 'source', columns: ['source'], isTouchpoint: true },
  { name: 'medium', title: 'medium', columns: ['medium'], isTouchpoint: true },
  { name: 'source_medium', title: 'source / medium', columns: ['source', 'medium'], isTouchpoint: true },
  { name: 'campaign', title: 'campaign', columns: ['campaign'], isTouchpoint: true },
  { name: 'landing_page', title: 'landing page', columns: ['landing_page'], isTouchpoint: true },
  { name: 'device_category', title: 'device', columns: ['device_category'], isTouchpoint: true },
  { name: 'country', title: 'country', columns: ['country'], isTouchpoint: true },
  { name: 'visitor', title: 'new or returning', columns: ['visitor'], isTouchpoint: true, isQueryOnly: true },
  { name: 'conversion_name', title: 'conversion', columns: ['conversion_name'] },
  { name: 'currency', title: 'currency', columns: ['currency'] },
  { name: 'touch_no', title: 'touchpoint number', columns: ['touch_no'] },
];

// `isMoney`: of one currency each. `isSession`: counted by session, whatever the model.
export const metrics = [
  { name: 'conversions', title: 'Conversions', unit: 'conversions' },
  { name: 'conversions_share', title: 'Share of conversions', unit: 'share' },
  { name: 'revenue', title: 'Revenue', unit: 'money', isMoney: true },
  { name: 'revenue_share', title: 'Share of revenue', unit: 'share', isMoney: true },
  { name: 'average_value', title: 'Average value', unit: 'money', isMoney: true },
  { name: 'days_to_convert', title: 'Days to convert', unit: 'days' },
  { name: 'touchpoints', title: 'Touchpoints', unit: 'count' },
  { name: 'sessions', title: 'Sessions', unit: 'count', isSession: true },
  { name: 'users', title: 'Users', unit: 'count', isSession: true },
  { name: 'conversion_rate', title: 'Conversion rate', unit: 'rate', isSession: true },
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

const plurals = { country: 'countries', visitor: 'kinds of visitor', currency: 'currencies', device_category: 'devices' };

export function pluralOf(name) {
  return plurals[name] ?? `${dimensionOf(name).title}s`;
}

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
