// Compare.
import { el } from '../dom.js';

const panel = { name: 'compare', title: 'Compare', content: () => el('p', { class: 'hint' }, 'Comes.') };

export const view = { name: 'compare', title: 'Compare', panels: [panel] };
