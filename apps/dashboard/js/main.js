// Puts the page together: address -> questions -> panels. What the first figures need comes with this
// module; the rest (rest.js) when they stand.
import { onTokenWanted } from './api.js';
import { today, totalCredit } from './asked.js';
import { rememberModels } from './models.js';
import { connection } from './page.js';
import { pickedValue } from './picked.js';
import { read } from './questions.js';
import { Shell } from './shell.js';
import { readState } from './state.js';
import { render as renderFreshness } from './views/freshness.js';
import { render as renderNavigation } from './views/navigation.js';
import { render as renderSentence } from './views/sentence.js';

const byId = (id) => document.getElementById(id);

const known = { name: 'known', title: 'Models', isHeadless: true, ask: ({ state }) => ({ models: read('/models', {}, { isLasting: true, isOptional: true }), totals: totalCredit(state) }) };
const side = { name: 'side', title: 'One value', lines: 10, isHeadless: true, isWanted: (state) => pickedValue(state) !== null,
  load: async () => (await import('./panels/side.js')).sidePanel };
const journey = { name: 'journey', title: 'Credits and touchpoints', lines: 8, isHeadless: true, isWanted: ({ open }) => open !== '',
  load: async () => (await import('./views/journey.js')).journeyPanel };

const shell = new Shell(byId('content'), () => ({ status: connection.status }), [
  [known, document.createElement('div')], [side, byId('side')], [journey, byId('journey-host')],
]);
const answerOf = (question) => shell.questions.stateOf(question).answer;
let rest = null;
let knownModels = null;
let isSettled = false; // the first answer came, or failed

function takeModels() {
  const models = answerOf(read('/models'))?.models;
  if (!models || models === knownModels) return;
  knownModels = models;
  rememberModels(models);
  shell.update();
}

function drawAround() {
  takeModels();
  const { answer: totals, error } = shell.questions.stateOf(totalCredit(readState()));
  isSettled ||= Boolean(totals ?? error);
  renderNavigation(byId('views'));
  renderSentence(byId('filters'), { status: connection.status, totals: totals?.totals, range: totals?.range, isSettled });
  rest?.drawAround(totals);
}

function drawFreshness() {
  const { status, isOpen, isStarting } = connection;
  const kind = renderFreshness({ line: byId('freshness'), word: byId('liveness') }, { status, isOpen, isStarting, ageSeconds: connection.ageSeconds() });
  document.documentElement.dataset.page = kind;
}

// Days of the message that lie outside what is shown change nothing here.
function touches({ from, to }) {
  const range = answerOf(totalCredit(readState()))?.range;
  if (!range || range.is_default || !from || !to) return true;
  return to >= range.from && from < range.to;
}

function wireStream() {
  let day = null;
  connection.addEventListener('liveness', () => {
    drawFreshness();
    drawAround();
  });
  connection.addEventListener('status', ({ detail }) => {
    drawFreshness();
    if (day !== today(detail)) shell.update(); // steps of time depend on it
    day = today(detail);
  });
  connection.addEventListener('totals', ({ detail }) => {
    if (touches(detail)) shell.expire();
  });
  connection.addEventListener('reset', () => shell.expire());
  setInterval(drawFreshness, 1000);
}

function stateChanged() {
  shell.update();
  rest?.follow();
  drawAround();
}

async function bringRest() {
  const { wireRest } = await import('./rest.js');
  rest = wireRest(shell);
  rest.follow();
  drawAround();
}

onTokenWanted(async (wasRefused) => (await import('./views/token.js')).askForToken(byId('token'), wasRefused));
wireStream();
window.addEventListener('popstate', stateChanged);
window.addEventListener('statechange', stateChanged);
shell.addEventListener('drawn', drawAround);
shell.addEventListener('ready', bringRest, { once: true });
drawFreshness();
connection.start();
stateChanged();
