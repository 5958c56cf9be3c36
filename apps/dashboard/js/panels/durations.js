// How long it takes to convert: in touchpoints, and in days since the first of them.
import { daysToConvert, pathLengths } from '../asked_paths.js';
import { binsOf, binWords } from '../charts/bins.js';
import { histogram } from '../charts/histogram.js';
import { el } from '../dom.js';
import { formatCount, formatShare, formatTick } from '../format.js';
import { asTable, noConversions } from '../views/parts.js';
import { sumWords } from '../views/path_parts.js';

const mostBins = 31; // the last holds all that is longer

// `unit` counts what `member` of a row says.
function panelOf({ name, title, question, member, average, first, unit, head, explains }) {
  const binsIn = ({ data }) => binsOf(data.map((row) => ({ value: row[member], count: row.conversions })), first, mostBins);
  const words = (answer) => `${answer[average].toFixed(1)} ${unit} on average`;
  const shareOf = (count, { conversions: { attributed } }) => formatShare(count / attributed);
  return {
    name, title, lines: 7,
    ask: ({ state }) => ({ answer: question(state) }),
    content: ({ answers: { answer } }) => {
      if (answer.conversions.attributed === 0) return noConversions();
      const bins = binsIn(answer);
      return [
        el('p', { class: 'average' }, el('strong', { 'data-average': name }, answer[average].toFixed(1)), ` ${unit} on average`),
        histogram({ bins, name: `${title}: ${words(answer)}`, formatTick }),
        el('p', { class: 'hint', 'data-sum': name }, `${explains} The bars add up to ${sumWords(answer)}.`),
        asTable(name, `${title}, as a table`, [head, 'Conversions', 'Share'], bins.map((bin) => [binWords(bin), formatCount(bin.count), shareOf(bin.count, answer)])),
      ];
    },
  };
}

export const lengthsPanel = panelOf({
  name: 'lengths', title: 'Touchpoints before a conversion', question: pathLengths, member: 'length', average: 'average_length', first: 1,
  unit: 'touchpoints', head: 'Touchpoints', explains: 'Conversions by the number of touchpoints in the lookback.',
});

export const convertingPanel = panelOf({
  name: 'converting', title: 'Days to convert', question: daysToConvert, member: 'days', average: 'average_days', first: 0,
  unit: 'days', head: 'Days', explains: 'Whole days from the first touchpoint in the lookback to the conversion.',
});
