// Explore.
import { el } from '../dom.js';

const panel = { name: 'explore', title: 'Explore', content: () => el('p', { class: 'hint' }, 'Comes.') };

export const view = { name: 'explore', title: 'Explore', panels: [panel] };
