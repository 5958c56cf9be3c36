// What can be asked for by name: dimensions of credit and metrics, as the server names them.
import { read } from './questions.js';

let known = null; // what /dimensions says; null before it has answered

function remember({ dimensions, metrics }) {
  const lower = (title) => title[0].toLowerCase() + title.slice(1);
  known = {
    dimensions: new Map(dimensions.map((each) => [each.name, { ...each, title: lower(each.title) }])),
    metrics: new Map(metrics.map((each) => [each.name, each])),
  };
}

// Every panel asks it beside its own questions, and draws nothing before it is answered.
export const names = read('/dimensions', {}, { isLasting: true, take: remember });

// The first questions do not wait for it: before it has answered, what an address says is taken for
// the name of a dimension of one column or of a plain metric. The server refuses what is none.
const isName = (text) => /^[a-z_]+$/.test(text);
const assumedDimension = (name) => ({ name, title: name.replaceAll('_', ' '), plural: `${name.replaceAll('_', ' ')}s`, columns: [name],
  operators: ['is'], is_of_sessions: true, is_of_paths: true, is_parameter: true });
const assumedMetric = (name) => ({ name, title: name, unit: 'count', is_of_sessions: false, is_of_money: false });

export const isDimension = (name) => (known ? known.dimensions.has(name) : isName(name));
export const isMetric = (name) => (known ? known.metrics.has(name) : isName(name));
export const dimensionOf = (name) => (known ? known.dimensions.get(name) : assumedDimension(name));
export const metricOf = (name) => (known ? known.metrics.get(name) : assumedMetric(name));
export const allDimensions = () => [...(known?.dimensions.values() ?? [])];
export const allMetrics = () => [...(known?.metrics.values() ?? [])];

// Those that a filter of the page can test, and whether a name is one of them.
const isFilterable = ({ name, columns, is_of_sessions: isOfSessions }) => isOfSessions && columns.length === 1 && columns[0] === name;
export const filterDimensions = () => allDimensions().filter(isFilterable);
export const isFilterDimension = (name) => isDimension(name) && isFilterable(dimensionOf(name));

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
