// What happened, once, and where the models disagree about why.
import { connection, feed } from '../page.js';
import { breakdownPanel } from '../panels/breakdown.js';
import { daysPanel } from '../panels/days.js';
import { disagreementPanel } from '../panels/disagreement.js';
import { livePanel } from '../panels/live.js';
import { tilesPanel } from '../panels/tiles.js';

export const view = {
  name: 'overview',
  title: 'Overview',
  panels: [tilesPanel, disagreementPanel, livePanel(feed, connection), daysPanel, breakdownPanel],
};
