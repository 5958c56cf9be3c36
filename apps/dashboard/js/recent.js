// What the live panel begins with.
import { get } from './api.js';

const shown = 50;

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
  };
}
