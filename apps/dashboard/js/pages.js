// Lists that are read page by page, as far as the reader has scrolled.
import { localOf } from './local.js';

const ahead = 100; // rows that are read before they are seen

const nameOf = (number) => `page${number}`;

// How many rows of a virtual table the reader has reached, and some more.
export function rowsReached(panel, list, rowHeight) {
  const { top, height } = localOf(panel, `scroll ${list}`, { top: 0, height: 0 });
  return (top + height) / rowHeight + ahead;
}

// The questions of the pages that follow `first` (an answer or null), by name, until `wanted` rows
// are read. Pages have `firstRows` and `laterRows` rows; `next(cursor)` makes a question.
export function pagesAfter({ first, answers, wanted, firstRows, laterRows, next }) {
  const pages = {};
  let read = firstRows;
  let before = first;
  for (let number = 2; before?.next_cursor && read < wanted; number += 1) {
    pages[nameOf(number)] = next(before.next_cursor);
    before = answers[nameOf(number)];
    read += laterRows;
  }
  return pages;
}

// The pages that have come, the first one in front.
export function pagesOf(first, answers) {
  const later = Object.keys(answers).filter((name) => /^page\d+$/.test(name)).map((name) => answers[name]);
  return [first, ...later].filter(Boolean);
}
