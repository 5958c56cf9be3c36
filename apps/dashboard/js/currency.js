// Amounts of different currencies are never added, so the page shows one currency at a time.
import { currencyName } from './format.js';

export const noCurrency = '(none)'; // as the API's parameter says null

let kept; // so that the page does not change currency when another one overtakes

// The currency to show of an answer's totals: what was asked for, else the one with most
// conversions when the page was opened.
export function shownCurrency(state, totals) {
  if (state.currency !== '') return state.currency === noCurrency ? null : state.currency;
  const isThere = totals.some(({ currency }) => currency === kept);
  if (kept !== undefined && (isThere || totals.length === 0)) return kept;
  const conversions = (total) => (total.last_click ?? total.first_click).conversions;
  const first = [...totals].sort((a, b) => conversions(b) - conversions(a))[0];
  if (first) kept = first.currency;
  return first ? first.currency : null;
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
