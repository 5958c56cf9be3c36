// Paths.
import { el } from '../dom.js';

const panel = { name: 'paths', title: 'Paths', content: () => el('p', { class: 'hint' }, 'Comes.') };

export const view = { name: 'paths', title: 'Paths', panels: [panel] };
