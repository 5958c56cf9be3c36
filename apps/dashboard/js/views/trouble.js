// What the page could not read, once for the whole page; and what of its address it left out.
import { draw, el, icon } from '../dom.js';
import { formatTime } from '../format.js';

function wordsOf(error) {
  if (error.status === 401) return ['A token is needed to read these numbers.', 'Enter token'];
  if (error.status === undefined) return ['The server does not answer.', 'Try again'];
  const { parameter, given, allowed } = error.problem ?? {};
  const what = parameter && given !== undefined ? ` ${parameter}: \u201c${given}\u201d.` : '';
  return [`${error.message}.${what}${allowed ? ` It can be ${allowed}.` : ''}`.replace('..', '.'), 'Try again'];
}

function failure(errors) {
  if (errors.length === 0) return null;
  const worst = errors.find(({ status }) => status === 401) ?? errors[0];
  const [words, button] = wordsOf(worst);
  return el('p', { class: 'notice is-error', 'data-notice': 'failure', role: 'alert' }, icon('alert'), el('span', {}, el('strong', {}, words)),
    el('button', { type: 'button', class: 'button', 'data-action': 'retry' }, button));
}

function leftOut(unknown) {
  if (unknown.length === 0) return null;
  return el('p', { class: 'notice', 'data-notice': 'address' }, icon('alert'),
    el('span', {}, 'The address says what this page does not know, and which was left out: ', unknown.map(([name, value], i) =>
      [i > 0 ? ', ' : null, el('code', {}, `${name}=${value}`)]), '.'),
    el('button', { type: 'button', class: 'button is-quiet', 'data-action': 'clean-address' }, 'Remove'));
}

// That figures do not follow the events, and of when they are.
function stale({ status, isOpen, isStarting }) {
  if (isStarting || !status || (isOpen && status.is_live)) return null;
  const time = el('time', { datetime: status.now }, formatTime(status.now, status.time_zone));
  return el('p', { class: 'notice', 'data-notice': 'stale' }, icon('live-off'),
    el('span', {}, el('strong', {}, isOpen ? 'The database is away.' : 'The server is away.'), ' All figures are as of ', time, ', and follow the events again by themselves.'));
}

export function render(root, { errors, unknown, connection }) {
  const shown = [failure(errors), stale(connection), leftOut(unknown)].filter(Boolean);
  root.hidden = shown.length === 0;
  draw(root, shown);
}
