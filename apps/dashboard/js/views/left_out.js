// Filters that a report beside the query endpoint cannot take.
import { el, icon } from '../dom.js';
import { filterWords, plainFilters } from '../filters.js';

// Says which filters of the sentence a report does not know: it takes one exact value of each
// dimension.
export function leftOutNote({ filters }) {
  const { missing } = plainFilters(filters);
  if (missing.length === 0) return null;
  return el('p', { class: 'older', 'data-left-out': true }, icon('alert'),
    `This list takes filters of one exact value only, and leaves out: ${missing.map(filterWords).join('; ')}.`);
}
