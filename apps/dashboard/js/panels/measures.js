// What the reader's mode makes of a row: its share, its amount, or how far it lies from the first
// model. Plots take numbers; figures that are read stay exact text.
import { formatPoints, formatShare, formatTick } from '../format.js';
import { amountOf } from '../groups.js';
import { formatConversions, formatRoundMoney, formatSignedConversions, formatSignedMoney, plotted, textOf } from '../money.js';

export const shareOf = (row, measure) => row?.[`${measure}_share`] ?? 0;

// {valueOf(group, model), format(value of a mark), formatTick}; `reference` is the model that others
// are compared with.
export function plotOf(mode, measure, reference) {
  if (mode === 'absolute') {
    return { valueOf: ({ by }, model) => plotted(textOf(amountOf(by[model], measure))), format: (value) => formatTick(value), formatTick };
  }
  if (mode === 'change') {
    return {
      valueOf: ({ by }, model) => shareOf(by[model], measure) - shareOf(by[reference], measure),
      format: formatPoints, formatTick: (value) => formatPoints(value).replace('.0', ''),
    };
  }
  return { valueOf: ({ by }, model) => shareOf(by[model], measure), format: formatShare, formatTick: (value) => `${Math.round(value * 1000) / 10}%` };
}

// Half of the way from the lowest to the highest mark.
export function spreadWords(values, mode, measure) {
  const half = (Math.max(...values) - Math.min(...values)) / 2;
  if (mode !== 'absolute') return `\u00b1${(half * 100).toFixed(1)} pt`;
  return `\u00b1${measure === 'revenue' ? formatTick(half) : half.toFixed(half < 10 ? 1 : 0)}`;
}

export function amountWords(row, measure) {
  const text = row?.[measure] ?? '0';
  return measure === 'revenue' ? formatRoundMoney(text) : formatConversions(text);
}

export function stepWords(step, measure) {
  const text = textOf(step);
  return measure === 'revenue' ? formatSignedMoney(text) : formatSignedConversions(text);
}
