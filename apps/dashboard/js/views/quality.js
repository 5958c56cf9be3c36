// What is missing from the figures, and why.
import { minutesPanel } from '../panels/minutes.js';
import { columnsPanel, latePanel, rejectsPanel, unattributedPanel, verifyPanel } from '../panels/quality.js';
import { quarantinePanel } from '../panels/quarantine.js';

export const view = {
  name: 'quality', title: 'Data quality', panels: [minutesPanel, rejectsPanel, latePanel, unattributedPanel, columnsPanel, quarantinePanel, verifyPanel],
};
