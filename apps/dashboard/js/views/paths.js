// What led to conversions, before any model weighs it.
import { convertingPanel, lengthsPanel } from '../panels/durations.js';
import { rolesPanel } from '../panels/roles.js';
import { topPathsPanel } from '../panels/top_paths.js';

export const view = { name: 'paths', title: 'Paths', panels: [topPathsPanel, rolesPanel, lengthsPanel, convertingPanel] };
