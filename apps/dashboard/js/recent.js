// What the live panel begins with: the last events, and how many there were each minute.
import { get, offers } from './api.js';

const shown = 50;
const minutesShown = 60;

// An answer that a later one overtook does not count.
export function wireRecent(feed) {
  let newest = 0;
  return {
    async read() {
      newest += 1;
      const mine = newest;
      feed.expect();
      try {
        const { data } = await get('/events/recent', { limit: shown });
        if (mine === newest) feed.replace(data);
      } catch {
        // The stream fills the panel; that the server is away stands at the top.
      }
    },
    async readRates() {
      try {
        if (!(await offers('/status/history'))) return;
        const { minutes } = await get('/status/history');
        feed.seed(minutes.slice(-minutesShown).map(({ events }) => events));
      } catch {
        // Then the line begins with the page.
      }
    },
  };
}
