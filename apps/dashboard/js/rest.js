// What the page does beside showing figures: buttons, menus, the live feed, notices, what stands in
// place of figures that are not there.
import { askAgain } from './api.js';
import { today, totalSessions } from './asked.js';
import { wireCursors } from './charts/cursor.js';
import { onAction } from './dom.js';
import { wireExports } from './exports.js';
import { wireJourney } from './journey_dialog.js';
import { wireActions } from './page_actions.js';
import { connection, feed } from './page.js';
import { wireRecent } from './recent.js';
import { wireSide } from './side_host.js';
import { readState, unknownParameters } from './state.js';
import { wireTheme } from './theme_switch.js';
import { render as renderFooter } from './views/footer.js';
import { render as renderNoConversions, wire as wireNoConversions } from './views/no_conversions.js';
import { render as renderNotices } from './views/notices.js';
import { wire as wireSentence } from './views/sentence.js';
import { fillDays, wireMenus } from './views/sentence_menus.js';
import { render as renderTrouble } from './views/trouble.js';
import { wireWelcome } from './views/welcome.js';
import { wireVirtualTables } from './virtual_table.js';

const byId = (id) => document.getElementById(id);
const eventNamesShown = 8;

// Whether conversions may be there that are not shown.
const isNarrowed = ({ filters, conversion, currency }) => filters.length > 0 || conversion !== '' || currency !== '';

function drawNoConversions(shell, totals) {
  const state = readState();
  const sessions = shell.questions.stateOf(totalSessions(state)).answer?.totals[0]?.sessions;
  const eventNames = [...new Set(feed.others.map(({ event_name: name }) => name))].slice(0, eventNamesShown);
  renderNoConversions(byId('no-conversions'), {
    sessions, eventNames, conversionNames: connection.status?.window?.conversions ?? [], hasConversions: !totals || totals.totals.some(({ conversions }) => conversions !== '0') || isNarrowed(state),
  });
}

function wireStatus(shell, recent) {
  const welcome = wireWelcome(byId('welcome'), byId('content'));
  const take = (status) => {
    feed.rate(status.events_a_minute, Math.floor(Date.parse(status.now) / 60_000));
    renderFooter(byId('how-made'), status);
    renderNotices(byId('notices'), status);
    if (!welcome.show(status)) return;
    shell.expire();
    recent.read();
  };
  connection.addEventListener('status', ({ detail }) => take(detail));
  if (connection.status) take(connection.status);
}

function wireFields(shell) {
  wireTheme(byId('theme'));
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
}

// Returns what is to be called when the address changed, and when anything was drawn.
export function wireRest(shell) {
  const recent = wireRecent(feed);
  const journey = wireJourney(byId('journey'));
  const side = wireSide(byId('side'));
  let totals = null;
  wireNoConversions(byId('no-conversions'), () => drawNoConversions(shell, totals));
  wireFields(shell);
  wireStatus(shell, recent);
  connection.addEventListener('events', ({ detail }) => feed.add(detail.events, detail.count));
  connection.addEventListener('reset', () => recent.read());
  recent.read();
  recent.readRates();
  return {
    follow() {
      journey.follow(readState());
      side.follow(readState());
    },
    drawAround(newest) {
      totals = newest;
      fillDays(byId('filters'));
      renderTrouble(byId('trouble'), { errors: shell.errors(), unknown: unknownParameters(), connection });
      drawNoConversions(shell, totals);
    },
  };
}
