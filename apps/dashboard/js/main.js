// Puts the page together: address -> questions -> panels, and the stream that says when to ask again.
import { askAgain, onTokenWanted } from './api.js';
import { today, totalCredit, totalSessions } from './asked.js';
import { wireCursors } from './charts/cursor.js';
import { onAction } from './dom.js';
import { wireExports } from './exports.js';
import { wireJourney } from './journey_dialog.js';
import { rememberModels } from './models.js';
import { connection, feed } from './page.js';
import { wireActions } from './page_actions.js';
import { sidePanel } from './panels/side.js';
import { wireSide } from './side_host.js';
import { read } from './questions.js';
import { wireRecent } from './recent.js';
import { Shell } from './shell.js';
import { hasFilters, readState, unknownParameters } from './state.js';
import { wireTheme } from './theme_switch.js';
import { render as renderFooter } from './views/footer.js';
import { render as renderFreshness } from './views/freshness.js';
import { journeyPanel } from './views/journey.js';
import { render as renderNavigation } from './views/navigation.js';
import { render as renderNoConversions } from './views/no_conversions.js';
import { render as renderNotices } from './views/notices.js';
import { render as renderSentence, wire as wireSentence } from './views/sentence.js';
import { fillDays, wireMenus } from './views/sentence_menus.js';
import { askForToken } from './views/token.js';
import { render as renderTrouble } from './views/trouble.js';
import { wireWelcome } from './views/welcome.js';
import { wireVirtualTables } from './virtual_table.js';

const byId = (id) => document.getElementById(id);

const modelsPanel = { name: 'known', title: 'Models', isHeadless: true, ask: ({ state }) => ({ models: read('/models', {}, { isLasting: true }), totals: totalCredit(state) }) };
const hidden = document.createElement('div');

const shell = new Shell(byId('content'), () => ({ status: connection.status }), [
  [modelsPanel, hidden], [sidePanel, byId('side')], [journeyPanel, byId('journey-host')],
]);
const welcome = wireWelcome(byId('welcome'), byId('content'));
const journey = wireJourney(byId('journey'));
const side = wireSide(byId('side'));
const recent = wireRecent(feed);

const answerOf = (question) => shell.questions.stateOf(question).answer;

let knownModels = null;

function drawAround() {
  const state = readState();
  const models = answerOf(read('/models'))?.models;
  if (models && models !== knownModels) {
    knownModels = models;
    rememberModels(models);
    shell.update();
  }
  const totals = answerOf(totalCredit(state));
  renderNavigation(byId('views'));
  renderSentence(byId('filters'), { status: connection.status, totals: totals?.totals, range: totals?.range });
  fillDays(byId('filters'));
  renderTrouble(byId('trouble'), { errors: shell.errors(), unknown: unknownParameters() });
  drawNoConversions(state, totals);
  drawFreshness();
}

function drawNoConversions(state, totals) {
  const sessions = answerOf(totalSessions(state))?.totals[0]?.sessions;
  const eventNames = [...new Set(feed.others.map(({ event_name: name }) => name))].slice(0, 8);
  renderNoConversions(byId('no-conversions'), {
    sessions, eventNames, names: connection.status?.window?.conversions ?? [], hasConversions: !totals || totals.totals.length > 0 || hasFilters(state),
  });
}

function drawFreshness() {
  const data = { status: connection.status, isOpen: connection.isOpen, isStarting: connection.isStarting, ageSeconds: connection.ageSeconds() };
  const kind = renderFreshness({ line: byId('freshness'), word: byId('liveness') }, data);
  document.documentElement.dataset.page = kind;
}

function readEverything() {
  shell.expire();
  recent.read();
}

// Days of the message that lie outside what is shown change nothing here.
function touches({ from, to }) {
  const range = answerOf(totalCredit(readState()))?.range;
  if (!range || range.is_default || !from || !to) return true;
  return to >= range.from && from < range.to;
}

function wireStream() {
  connection.addEventListener('liveness', drawFreshness);
  let day = null;
  connection.addEventListener('status', ({ detail }) => {
    drawFreshness();
    feed.rate(detail.events_a_minute, Math.floor(Date.parse(detail.now) / 60_000));
    renderFooter(byId('how-made'), detail);
    renderNotices(byId('notices'), detail);
    if (welcome.show(detail)) readEverything();
    if (day !== today(detail)) shell.update(); // steps of time depend on it
    day = today(detail);
  });
  connection.addEventListener('events', ({ detail }) => feed.add(detail.events, detail.count));
  connection.addEventListener('totals', ({ detail }) => {
    if (touches(detail)) shell.expire();
  });
  connection.addEventListener('reset', readEverything);
  setInterval(drawFreshness, 1000);
}

function stateChanged() {
  const state = readState();
  shell.update();
  journey.follow(state);
  side.follow(state);
  drawAround();
}

onTokenWanted((wasRefused) => askForToken(byId('token'), wasRefused));
wireTheme(byId('theme'), () => {});
wireSentence(byId('filters'));
wireMenus(byId('filters'), onAction, () => today(connection.status));
wireExports();
wireCursors();
wireVirtualTables();
wireActions({
  retry() {
    askAgain();
    shell.questions.retry();
  },
});
wireStream();
window.addEventListener('popstate', stateChanged);
window.addEventListener('statechange', stateChanged);
shell.addEventListener('drawn', drawAround);
connection.start();
stateChanged();
recent.read();
