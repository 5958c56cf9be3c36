// Each day by each model: a line chart, and the same as a table.
import { revenueTitle, shownCurrency } from '../currency.js';
import { drawChart, palette } from '../chart.js';
import { el } from '../dom.js';
import { formatDay } from '../format.js';
import { labelOf, sides } from '../models.js';
import { exact, formatConversions, formatMoney, plotted } from '../money.js';
import { sideBySide, stepOf } from '../side_by_side.js';
import { conversionsFigure, differenceFigure, drawPanel, emptyNote, modelKeys } from './parts.js';

// Lines may lie on each other: the first is wide, the last narrow and broken, so both show.
const looks = [
  { width: 4, type: 'solid', symbol: 'circle', symbolSize: 9, z: 2 },
  { width: 2, type: [5, 4], symbol: 'rect', symbolSize: 5, z: 3 },
];

function lineOf(side, model, days, measure, colours) {
  const { width, type, symbol, symbolSize, z } = looks[side];
  const color = colours[sides[side]];
  return {
    id: sides[side],
    name: labelOf(model),
    type: 'line',
    lineStyle: { width, type, color },
    itemStyle: { color },
    symbol,
    symbolSize,
    showSymbol: days.length <= 62,
    z,
    data: days.map(({ amounts }) => plotted(amounts[side][measure])),
  };
}

function tooltipText(days, models, measure, unit) {
  const value = (amount) => (measure === 'revenue' ? formatMoney(amount.revenue) + unit : formatConversions(amount.conversions));
  return ([{ dataIndex }]) => {
    const { date, amounts } = days[dataIndex];
    return [formatDay(date, true), ...models.map((model, side) => `${labelOf(model)}  ${value(amounts[side])}`)].join('\n');
  };
}

function axisText(value) {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

function optionOf(days, models, measure, currency) {
  const colours = palette();
  const text = { color: colours['text-quiet'], fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const unit = currency === null ? '' : ` ${currency}`;
  return {
    animation: false, // days change twice a second while events flow
    grid: { left: 8, right: 16, top: 16, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // HTML tooltips bring styles that the content security policy refuses
      formatter: tooltipText(days, models, measure, unit),
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
    series: sides.map((id, side) => (side < models.length ? lineOf(side, models[side], days, measure, colours)
      : { id, type: 'line', data: [] })),
  };
}

function tableOf(days, models, currency) {
  const hasBoth = models.length === 2;
  const width = models.length + (hasBoth ? 1 : 0);
  const cell = (content) => el('td', { class: 'number' }, content);
  const heads = () => [
    models.map((model) => el('th', { scope: 'col', class: 'number' }, labelOf(model))),
    hasBoth ? el('th', { scope: 'col', class: 'number' }, 'Difference') : null];
  const difference = (amounts, measure) => (hasBoth ? cell(differenceFigure(stepOf(amounts, measure), measure)) : null);
  return el('div', { class: 'table-scroll is-tall', tabindex: '0', role: 'region', 'aria-label': 'Each day, as a table' },
    el('table', { id: 'series-table' },
      el('thead', {},
        el('tr', {}, el('td', {}),
          el('th', { scope: 'colgroup', colspan: width }, 'Conversions'),
          el('th', { scope: 'colgroup', colspan: width }, revenueTitle(currency))),
        el('tr', {}, el('th', { scope: 'col' }, 'Day'), heads(), heads())),
      el('tbody', {}, days.map(({ date, amounts }) => el('tr', { 'data-key': date },
        el('th', { scope: 'row' }, formatDay(date, true)),
        amounts.map(({ conversions }) => cell(conversionsFigure(conversions))),
        difference(amounts, 'conversions'),
        amounts.map(({ revenue }) => cell(formatMoney(revenue))),
        difference(amounts, 'revenue'))))));
}

// Both models count the same, and count something.
function areEqual(days, models) {
  if (models.length < 2) return false;
  const isSame = ({ amounts }) => stepOf(amounts, 'conversions') === 0n && stepOf(amounts, 'revenue') === 0n;
  return days.every(isSame) && days.some(({ amounts }) => exact(amounts[0].conversions) > 0n);
}

export function render(root, data) {
  let chart = null;
  drawPanel(root, data, ({ data: rows, totals, range, models }) => {
    const currency = shownCurrency(data.state, totals);
    const days = sideBySide(rows.filter((row) => row.currency === currency), models, ['date', 'currency']);
    if (days.length === 0) return emptyNote('No conversions in these days', 'Choose other days, or fewer filters.');
    const measure = data.state.measure || 'conversions';
    chart = optionOf(days, models, measure, currency);
    const title = measure === 'revenue' ? revenueTitle(currency) : 'Conversions';
    return [
      el('p', { class: 'legend' }, modelKeys(models),
        el('span', { class: 'legend-range' }, `${title}, ${formatDay(range.from, true)} to ${formatDay(days.at(-1).date, true)}`)),
      areEqual(days, models) ? el('p', { class: 'hint' },
        'Both models count the same conversions, so their lines lie on each other. Choose a channel to see them part.') : null,
      el('div', { class: 'chart', id: 'series-chart', 'data-keep': true, 'data-key': 'chart', role: 'img',
        'aria-label': `${title} a day by ${models.map(labelOf).join(' and ')}; the table below has the numbers.` }),
      el('details', { class: 'as-table' }, el('summary', {}, 'Show as a table'), tableOf(days, models, currency)),
    ];
  }, 8);
  if (chart) drawChart(root.querySelector('#series-chart'), chart);
}
