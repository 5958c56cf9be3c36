// The line that says how old the numbers are.
import { draw, el, icon } from '../dom.js';
import { formatAge, formatMs } from '../format.js';

const lateMs = 60_000; // a larger refresh lag makes the tables stale

// Live in a word and a shape, as colours say nothing to many.
function liveness({ status, isOpen, isStarting }) {
  if (isStarting) return ['pending', 'Connecting'];
  if (!isOpen) return ['off', 'Not live, reconnecting'];
  if (status && !status.is_live) return ['off', 'Not live, the database is away'];
  if (status && status.lag_ms > lateMs) return ['old', 'Stale'];
  return ['on', 'Live'];
}

// `ageSeconds`: of the newest event, by the server's clock. Returns the kind of liveness.
export function render({ line, word }, data) {
  const [kind, words] = liveness(data);
  draw(word, el('span', { class: `live-word is-${kind}`, 'data-live': kind }, icon(`live-${kind}`), words));
  const { status, ageSeconds } = data;
  if (!status) {
    draw(line);
    return kind;
  }
  draw(line,
    status.newest_event === null ? el('span', {}, 'No events yet')
      : el('span', {}, 'Newest event ', el('time', { datetime: status.newest_event, title: status.newest_event }, formatAge(ageSeconds))),
    el('span', {}, status.lag_ms === 0 ? 'tables up to date' : `tables ${formatMs(status.lag_ms)} late`),
    status.time_zone ? el('span', {}, `days in ${status.time_zone}`) : null);
  return kind;
}
