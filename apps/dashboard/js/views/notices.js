// What the figures leave out, and that they cannot follow the events at present. Nothing else.
import { draw, el, icon } from '../dom.js';
import { formatCount } from '../format.js';

const counted = (count, one, many) => `${formatCount(count)} ${count === 1 ? one : many}`;

function setAside({ batches, users, newest }) {
  const what = [
    users > 0 ? counted(users, 'user', 'users') : null,
    batches > 0 ? counted(batches, 'batch of events', 'batches of events') : null,
  ].filter((each) => each !== null);
  if (what.length === 0) return null;
  return el('p', { class: 'notice', 'data-notice': 'quarantine' }, icon('alert'),
    el('span', {}, el('strong', {}, `All figures leave out ${what.join(' and ')} that the database refuses.`),
      newest === null ? null : ` Newest reason: ${newest.message} (${newest.state}).`,
      ' ', el('code', {}, 'attrib-model quarantine'), ' lists them and tries them again.'));
}

function failure(reason) {
  if (reason === null) return null;
  return el('p', { class: 'notice', 'data-notice': 'refresh' }, icon('alert'),
    el('span', {}, el('strong', {}, 'New events are not in the figures at present.'), ` ${reason.message}`));
}

export function render(root, { quarantine, refresh_failure: reason }) {
  const shown = [failure(reason), setAside(quarantine)].filter((each) => each !== null);
  root.hidden = shown.length === 0;
  // Drawn again only when it differs, so that it is read out once.
  const words = shown.map((each) => each.textContent).join('\n');
  if (root.dataset.words === words) return;
  root.dataset.words = words;
  draw(root, ...shown);
}
