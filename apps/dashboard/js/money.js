// Exact amounts, of money and of conversions: decimal text as the API gives it, at most six
// decimals, never a float.

const millionths = 6;
const one = 10n ** 6n;
const hundredth = one / 100n;

// The amount in millionths.
export function exact(text) {
  const [whole, decimals = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + decimals.padEnd(millionths, '0'));
  return text.startsWith('-') ? -value : value;
}

// The text of millionths, without the zeros at its end that `decimals` does not ask for.
export function textOf(value, decimals = 2) {
  const digits = String(value < 0n ? -value : value).padStart(millionths + 1, '0');
  const rest = digits.slice(-millionths).replace(/0+$/, '').padEnd(decimals, '0');
  return (value < 0n ? '-' : '') + digits.slice(0, -millionths) + (rest === '' ? '' : `.${rest}`);
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

// With two decimals, rounded half away from zero.
function formatRounded(value) {
  const size = value < 0n ? -value : value;
  const rounded = ((size + hundredth / 2n) / hundredth) * hundredth;
  return (value < 0n ? '\u2212' : '') + formatMoney(textOf(rounded));
}

// Whole conversions as such, parts of them with two decimals.
export function formatConversions(text) {
  const value = exact(text);
  return value % one === 0n ? formatMoney(textOf(value, 0)) : formatRounded(value);
}

// Money in columns, where digits must stand under each other.
export function formatRoundMoney(text) {
  return isRounded(text) ? formatRounded(exact(text)) : formatMoney(textOf(exact(text)));
}

// Whether that leaves something out.
export function isRounded(text) {
  return exact(text) % hundredth !== 0n;
}

export function formatSignedConversions(text) {
  return (exact(text) > 0n ? '+' : '') + formatConversions(text);
}

// With a plus where it is one.
export function formatSignedMoney(text) {
  return (exact(text) > 0n ? '+' : '') + formatRoundMoney(text);
}
