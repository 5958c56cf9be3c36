// What one model gives to the touchpoints of a conversion, by channel.
import { el } from '../dom.js';
import { exact, textOf } from '../money.js';
import { channelTag, conversionsFigure } from './parts.js';

const whole = exact('1');

// Pairs of channel and credit in millionths, largest first.
function byChannel(credits, model) {
  const sums = new Map();
  for (const { model: by, channel, credit } of credits) {
    if (by === model) sums.set(channel, (sums.get(channel) ?? 0n) + exact(credit));
  }
  return [...sums].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0));
}

// Channels as tags, with their part where it is not all; null where the model credits none.
export function shareTags(credits, model, most = Infinity) {
  const all = byChannel(credits, model);
  if (all.length === 0) return null;
  const share = ([channel, credit]) => el('span', { class: 'share' }, channelTag(channel),
    credit === whole ? null : conversionsFigure(textOf(credit, 0), 'share-part'));
  return el('span', { class: 'shares' }, all.slice(0, most).map(share),
    all.length > most ? el('span', { class: 'share-part' }, `${all.length - most} more`) : null);
}
