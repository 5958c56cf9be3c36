// Amounts of different currencies are never added, so the page shows one currency at a time.
import { currencyName } from './format.js';
import { exact } from './money.js';

export const noCurrency = '(none)'; // as the API's parameter says null

let kept; // so that the page does not change currency when another one overtakes

// The totals are those of an answer: for each currency a row of every model.
export function currenciesOf(totals) {
  return [...new Set(totals.map(({ currency }) => currency))];
}

// The one with most conversions, by the last model.
function largestOf(totals) {
  const conversions = new Map(totals.map((total) => [total.currency, exact(total.conversions)]));
  const isMore = (currency, than) => conversions.get(currency) > conversions.get(than);
  return [...conversions.keys()].reduce((most, each) => (isMore(each, most) ? each : most));
}

// The currency to show: what was asked for, else the one with most conversions when the page was
// opened.
export function shownCurrency(state, totals) {
  if (state.currency !== '') return state.currency === noCurrency ? null : state.currency;
  const isThere = totals.some(({ currency }) => currency === kept);
  if (kept !== undefined && (isThere || totals.length === 0)) return kept;
  if (totals.length === 0) return null;
  kept = largestOf(totals);
  return kept;
}

export function parameterOf(currency) {
  return currency ?? noCurrency;
}

// "Revenue EUR"; events without a currency have revenue, too.
export function revenueTitle(currency) {
  return currency === null ? 'Revenue (no currency)' : `Revenue ${currency}`;
}

export function withCurrency(money, currency) {
  return currency === null ? money : `${money} ${currencyName(currency)}`;
}

// Totals that count conversions as whole numbers, as reports about paths do.
export function currencyTotals(totals) {
  return totals.map((total) => ({ ...total, conversions: String(total.conversions) }));
}
