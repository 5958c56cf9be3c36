// Data quality.
import { el } from '../dom.js';

const panel = { name: 'quality', title: 'Data quality', content: () => el('p', { class: 'hint' }, 'Comes.') };

export const view = { name: 'quality', title: 'Data quality', panels: [panel] };
