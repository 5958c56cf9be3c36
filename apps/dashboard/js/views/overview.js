// What happened, once, and where the models disagree about why.
import { connection, feed } from '../page.js';
import { tilesPanel } from '../panels/tiles.js';

export const view = {
  name: 'overview',
  title: 'Overview',
  panels: [
    tilesPanel,
    { name: 'disagreement', title: 'Where the models disagree', lines: 14, load: async () => (await import('../panels/disagreement.js')).disagreementPanel },
    { name: 'live', title: 'Live', lines: 8, load: async () => (await import('../panels/live.js')).livePanel(feed, connection) },
    { name: 'days', title: 'Day by day', lines: 12, load: async () => (await import('../panels/days.js')).daysPanel },
    { name: 'breakdown', title: 'Breakdown', lines: 14, load: async () => (await import('../panels/breakdown.js')).breakdownPanel },
  ],
};
