// The views as links that keep what is chosen.
import { draw, el } from '../dom.js';
import { addressWith, readState } from '../state.js';
import { viewOf, views } from './registry.js';

// What belongs to one view only, and does not go along.
const left = { pick: '', search: '', sort: '', open: '', user: '', rows: '' };

export function render(nav) {
  const shown = viewOf(readState());
  document.title = `${shown.title} - attrib`;
  draw(nav, el('ul', {}, views.map(({ name, title }) => el('li', {},
    el('a', { href: addressWith({ ...left, view: name === 'overview' ? '' : name }), 'data-action': 'go', 'aria-current': name === shown.name ? 'page' : null }, title)))));
}
