// Each day by each model: a line chart, and the same as a table.
import { revenueTitle, shownCurrency } from '../currency.js';
import { drawChart, palette } from '../chart.js';
import { el } from '../dom.js';
import { formatCount, formatDay, formatSignedCount, modelTitles, models } from '../format.js';
import { formatMoney, formatSignedMoney, plotted } from '../money.js';
import { drawPanel, emptyNote, modelKey } from './parts.js';

const shapes = { first_click: 'circle', last_click: 'rect' };
const strokes = { first_click: 'solid', last_click: [5, 4] };

function lineOf(model, days, measure, colours) {
  const paint = model === 'first_click' ? colours.first : colours.last;
  return {
    id: model,
    name: modelTitles[model],
    type: 'line',
    // Lines may lie on each other: the first is wide, the last narrow and broken, so both show.
    lineStyle: { width: model === 'first_click' ? 4 : 2, type: strokes[model], color: paint },
    itemStyle: { color: paint },
    symbol: shapes[model],
    symbolSize: model === 'first_click' ? 9 : 5,
    showSymbol: days.length <= 62,
    z: model === 'first_click' ? 2 : 3,
    data: days.map((day) => (measure === 'revenue' ? plotted(day[model].revenue) : day[model].conversions)),
  };
}

function tooltipText(days, shown, measure, unit) {
  return ([{ dataIndex }]) => {
    const day = days[dataIndex];
    const value = (model) => (measure === 'revenue' ? formatMoney(day[model].revenue) + unit : formatCount(day[model].conversions));
    return [formatDay(day.date, true), ...shown.map((model) => `${modelTitles[model]}  ${value(model)}`)].join('\n');
  };
}

function axisText(value) {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

function optionOf(days, shown, measure, currency) {
  const colours = palette();
  const text = { color: colours['text-quiet'], fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const unit = currency === null ? '' : ` ${currency}`;
  return {
    animation: false, // days change twice a second while events flow
    grid: { left: 8, right: 16, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // HTML tooltips bring styles that the content security policy refuses
      formatter: tooltipText(days, shown, measure, unit),
      backgroundColor: colours.surface,
      borderColor: colours['line-strong'],
      textStyle: { ...text, color: colours.text, lineHeight: 18 },
      axisPointer: { lineStyle: { color: colours['line-strong'] } },
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: days.map(({ date }) => formatDay(date)),
      axisLine: { lineStyle: { color: colours['line-strong'] } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, margin: 12 },
    },
    yAxis: {
      type: 'value',
      minInterval: measure === 'revenue' ? 0 : 1,
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: { ...text, formatter: axisText },
    },
    series: models.map((model) => (shown.includes(model) ? lineOf(model, days, measure, colours) : { id: model, type: 'line', data: [] })),
  };
}

function tableOf(days, shown, currency) {
  const hasBoth = shown.length === 2;
  const cells = (text) => el('td', { class: 'number' }, text);
  return el('div', { class: 'table-scroll is-tall', tabindex: '0', role: 'region', 'aria-label': 'Each day, as a table' },
    el('table', { id: 'series-table' },
      el('thead', {},
        el('tr', {}, el('td', {}),
          el('th', { scope: 'colgroup', colspan: shown.length + (hasBoth ? 1 : 0) }, 'Conversions'),
          el('th', { scope: 'colgroup', colspan: shown.length + (hasBoth ? 1 : 0) }, revenueTitle(currency))),
        el('tr', {}, el('th', { scope: 'col' }, 'Day'), ['conversions', 'revenue'].map(() => [
          shown.map((model) => el('th', { scope: 'col', class: 'number' }, modelTitles[model])),
          hasBoth ? el('th', { scope: 'col', class: 'number' }, 'Difference') : null]))),
      el('tbody', {}, days.map((day) => el('tr', { 'data-key': day.date },
        el('th', { scope: 'row' }, formatDay(day.date, true)),
        shown.map((model) => cells(formatCount(day[model].conversions))),
        hasBoth ? cells(formatSignedCount(day.difference.conversions)) : null,
        shown.map((model) => cells(formatMoney(day[model].revenue))),
        hasBoth ? cells(formatSignedMoney(day.difference.revenue)) : null)))));
}

// Both models count the same, and count something.
function areEqual(days) {
  const isSame = ({ difference }) => difference && difference.conversions === 0 && plotted(difference.revenue) === 0;
  return days.every(isSame) && days.some(({ first_click: first }) => first.conversions > 0);
}

export function render(root, data) {
  let chart = null;
  drawPanel(root, data, ({ data: rows, totals, range }) => {
    const currency = shownCurrency(data.state, totals);
    const days = rows.filter((row) => row.currency === currency);
    if (days.length === 0) return emptyNote('No conversions in these days', 'Choose other days, or fewer filters.');
    const shown = models.filter((model) => days[0][model]);
    const measure = data.state.measure || 'conversions';
    chart = optionOf(days, shown, measure, currency);
    const title = measure === 'revenue' ? revenueTitle(currency) : 'Conversions';
    return [
      el('p', { class: 'legend' }, shown.map((model) => modelKey(model)),
        el('span', { class: 'legend-range' }, `${title}, ${formatDay(range.from, true)} to ${formatDay(days.at(-1).date, true)}`)),
      areEqual(days) ? el('p', { class: 'hint' },
        'Both models count the same conversions, so their lines lie on each other. Choose a channel to see them part.') : null,
      el('div', { class: 'chart', id: 'series-chart', 'data-keep': true, 'data-key': 'chart', role: 'img',
        'aria-label': `${title} a day by ${shown.map((model) => modelTitles[model]).join(' and ')}; the table below has the numbers.` }),
      el('details', { class: 'as-table' }, el('summary', {}, 'Show as a table'), tableOf(days, shown, currency)),
    ];
  }, 8);
  if (chart) drawChart(root.querySelector('#series-chart'), chart);
}
