// Any question.
import { explorerPanel } from '../panels/explorer.js';

export const view = { name: 'explore', title: 'Explore', panels: [explorerPanel] };
