// What the database refuses, and all figures leave out.
import { status } from '../asked_quality.js';
import { el } from '../dom.js';
import { formatCount } from '../format.js';
import { allGood } from '../views/quality_parts.js';

const facts = ({ quarantine: { batches, users }, rows_waiting: waiting, refresh_failure: failure }) => [
  ['Users set aside', formatCount(users)], ['Batches set aside', formatCount(batches)], ['Rows that wait', formatCount(waiting)],
  ['Refresh', failure === null ? 'works' : failure.message],
];

export const quarantinePanel = {
  name: 'quarantine', title: 'Quarantine', lines: 4,
  ask: () => ({ status: status() }),
  content: ({ answers: { status: answer } }) => {
    const { batches, users, newest } = answer.quarantine;
    return [
      batches + users === 0 ? allGood('The database refuses nothing.') : el('p', { class: 'hint' }, el('code', {}, 'attrib-model quarantine'), ' lists them and tries them again.'),
      el('dl', { class: 'quality-facts' }, facts(answer).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
      newest === null ? null : el('p', {}, `Newest reason: ${newest.message} (${newest.state}).`),
    ];
  },
};
