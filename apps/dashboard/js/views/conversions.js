// Conversions.
import { el } from '../dom.js';

const panel = { name: 'conversions', title: 'Conversions', content: () => el('p', { class: 'hint' }, 'Comes.') };

export const view = { name: 'conversions', title: 'Conversions', panels: [panel] };
