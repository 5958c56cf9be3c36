// Every value by any set of models, and how far these lie apart.
import { agreementPanel } from '../panels/agreement.js';
import { heatmapPanel } from '../panels/heatmap.js';

export const view = { name: 'compare', title: 'Compare', panels: [heatmapPanel, agreementPanel] };
