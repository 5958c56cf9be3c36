// Puts the page together: address -> questions -> views, and the stream that says when to ask again.
import { addressOf, askAgain, onTokenWanted } from './api.js';
import { Connection } from './connection.js';
import { onAction } from './dom.js';
import { wireExports } from './exports.js';
import { wireJourney } from './journey_dialog.js';
import { allPanels, exportParameters } from './page.js';
import { Panels } from './panels.js';
import { wireRecent } from './recent.js';
import { changeState, hasFilters, readState, withoutFilters } from './state.js';
import { wireTheme } from './theme_switch.js';
import { facetsOf, render as renderFilters, wire as wireFilters } from './views/filters.js';
import { render as renderFooter } from './views/footer.js';
import { render as renderFreshness } from './views/freshness.js';
import { LiveView } from './views/live.js';
import { render as renderNotices } from './views/notices.js';
import { nextSort } from './views/parts.js';
import { askForToken } from './views/token.js';
import { wireWelcome } from './views/welcome.js';

const byId = (id) => document.getElementById(id);
const credits = ['totals', 'timeseries', 'channels', 'campaigns', 'conversions', 'journey', 'facets'];

const connection = new Connection();
const live = new LiveView(byId('live-panel'));
const panels = new Panels(allPanels(drawFilters));
const welcome = wireWelcome(byId('welcome'), byId('content'));
const journey = wireJourney(byId('journey'));
const recent = wireRecent(live);

function drawFilters() {
  const answer = panels.answer('facets') ?? panels.answer('channels');
  renderFilters(byId('filters'), { state: readState(), facets: facetsOf(answer, connection.status), range: answer?.range });
  for (const name of ['channels', 'campaigns', 'conversions']) {
    const totals = panels.answer('channels')?.totals ?? [];
    byId(`${name}-export`).href = addressOf(`/${name}`, exportParameters(name, readState(), totals));
  }
}

function drawMeasure() {
  const measure = readState().measure || 'conversions';
  for (const input of document.querySelectorAll('input[name=measure]')) input.checked = input.value === measure;
}

function drawFreshness() {
  renderFreshness({ line: byId('freshness'), word: byId('liveness') }, {
    status: connection.status, isOpen: connection.isOpen, isStarting: connection.isStarting, ageSeconds: connection.ageSeconds(),
  });
}

function readEverything() {
  panels.expire();
  recent.read();
}

// Days of the message that lie outside what is shown change nothing here.
function touches({ from, to }) {
  const range = panels.answer('totals')?.range;
  if (!range || range.is_default || !from || !to) return true;
  return to >= range.from && from < range.to;
}

function wireStream() {
  connection.addEventListener('liveness', drawFreshness);
  connection.addEventListener('status', ({ detail }) => {
    drawFreshness();
    live.status(detail);
    renderFooter(byId('how-made'), detail);
    renderNotices(byId('notices'), detail);
    if (welcome.show(detail)) readEverything();
  });
  connection.addEventListener('events', ({ detail }) => live.add(detail.events, detail.count));
  connection.addEventListener('totals', ({ detail }) => {
    if (!touches(detail)) return;
    if (hasFilters(readState()) || detail.more > 0) panels.expire(...credits);
    else {
      panels.supply('totals', detail.totals);
      panels.expire(...credits.filter((name) => name !== 'totals'));
    }
  });
  connection.addEventListener('reset', readEverything);
  setInterval(drawFreshness, 1000);
}

function wireActions() {
  onAction('retry', () => {
    askAgain();
    panels.reload();
  });
  onAction('go', (link, event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    changeState(Object.fromEntries(new URL(link.href).searchParams));
  });
  onAction('currency', (button) => changeState({ currency: button.dataset.value }));
  onAction('drop-filter', (button) => changeState({ [button.dataset.name]: '' }));
  onAction('clear-filters', () => {
    changeState(withoutFilters());
    byId('filters').elements.from.focus();
  });
  onAction('more-rows', (button) => changeState({ rows: button.dataset.value }, { replace: true }));
  for (const [action, name] of [['sort-channels', 'sort'], ['sort-campaigns', 'campaignSort']]) {
    onAction(action, ({ dataset }, event) => {
      const shown = event.target.closest('th').getAttribute('aria-sort');
      const current = { ascending: dataset.column, descending: `-${dataset.column}`, none: '' }[shown];
      changeState({ [name]: nextSort(current, dataset.column, dataset.number === 'true') }, { replace: true });
    });
  }
  onAction('close-token', () => byId('token').close());
  onAction('pause', (button) => {
    live.setPaused(!live.isPaused);
    button.setAttribute('aria-pressed', String(live.isPaused));
    button.querySelector('[data-part=words]').textContent = live.isPaused ? 'Resume' : 'Pause';
  });
  byId('series-measure').addEventListener('change', ({ target }) => {
    changeState({ measure: target.value === 'revenue' ? 'revenue' : '' }, { replace: true });
  });
}

let asked = '';

// Only another question needs another answer; another order or measure does not.
function stateChanged() {
  const { sort, campaignSort, measure, open, user, ...question } = readState();
  const now = JSON.stringify(question);
  drawMeasure();
  if (now !== asked) panels.reload();
  else panels.redraw();
  asked = now;
  if (journey.follow({ open, user })) panels.begin('journey');
  drawFilters();
}

onTokenWanted((wasRefused) => askForToken(byId('token'), wasRefused));
wireTheme(byId('theme'), () => panels.redraw());
wireFilters(byId('filters'));
wireExports();
wireActions();
wireStream();
window.addEventListener('popstate', stateChanged);
window.addEventListener('statechange', stateChanged);
drawFreshness();
connection.start();
stateChanged();
recent.read();
