// Exact amounts: decimal text as the API gives it, at most six decimals, never a float.

const millionths = 6;

// The amount in millionths.
export function exact(text) {
  const [whole, decimals = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + decimals.padEnd(millionths, '0'));
  return text.startsWith('-') ? -value : value;
}

export function compareMoney(left, right) {
  const difference = exact(left) - exact(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

// Only for what is drawn: the length of a bar, the height of a point.
export function plotted(text) {
  return Number(text);
}

// 1234567.5000 -> 1,234,567.5000: every digit stays.
export function formatMoney(text) {
  const isNegative = text.startsWith('-');
  const [whole, decimals] = text.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return (isNegative ? '\u2212' : '') + grouped + (decimals === undefined ? '' : `.${decimals}`);
}

// With a plus where it is one.
export function formatSignedMoney(text) {
  return (exact(text) > 0n ? '+' : '') + formatMoney(text);
}

export function isZero(text) {
  return exact(text) === 0n;
}
