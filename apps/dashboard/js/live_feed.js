// The events that came, as much of them as is shown: the newest conversions, the newest others, and
// how many a minute.

const mostRows = 50;
const minutes = 60;

export function keyOf(event) {
  return JSON.stringify([event.event_id, event.user_pseudo_id, event.event_timestamp, event.event_name, event.page_location]);
}

export class LiveFeed extends EventTarget {
  #since = []; // newest first, since the list was last read
  conversions = [];
  others = [];
  rates = []; // events of each of the last minutes
  isPaused = false;
  missed = 0;

  // The list is about to be read: what comes from now on is newer.
  expect() {
    this.#since = [];
  }

  // Begins with what the server has, and what came since it was asked.
  replace(events) {
    const all = [...this.#since, ...events];
    if (!this.isPaused) {
      this.conversions = [];
      this.others = [];
    }
    this.add(all, 0);
  }

  // `events` are newest first; `count` may be more than they are.
  add(events, count) {
    this.#since = [...events, ...this.#since].slice(0, mostRows);
    if (this.isPaused) {
      this.missed += count;
      this.#held = [...events, ...this.#held].slice(0, mostRows);
    } else {
      this.#take(events);
    }
    this.#tell();
  }

  #held = [];

  #take(events) {
    const join = (kept, more) => {
      const fresh = new Map();
      for (const event of [...more, ...kept]) {
        const key = keyOf(event);
        if (!fresh.has(key)) fresh.set(key, event);
        if (fresh.size === mostRows) break;
      }
      return [...fresh.values()];
    };
    const isConversion = ({ conversion }) => conversion !== null;
    this.conversions = join(this.conversions, events.filter(isConversion).slice(0, mostRows));
    this.others = join(this.others, events.filter((event) => !isConversion(event)).slice(0, mostRows));
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    if (!isPaused) {
      this.#take(this.#held);
      this.#held = [];
    }
    this.missed = 0;
    this.#tell();
  }

  // The server's own count of the minutes before the page was opened.
  seed(rates) {
    this.rates = rates.slice(-minutes);
    this.#tell();
  }

  // The present rate; `minute` is a number that grows by one each minute.
  rate(eventsAMinute, minute) {
    if (this.#minute === minute && this.rates.length > 0) this.rates = [...this.rates.slice(0, -1), eventsAMinute];
    else this.rates = [...this.rates, eventsAMinute].slice(-minutes);
    this.#minute = minute;
    this.#tell();
  }

  #minute = null;

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
