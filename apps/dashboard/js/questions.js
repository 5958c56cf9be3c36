// What the page has asked the API, and the answers. Views ask by question; two that ask the same
// share one request. Answers are kept while they are used, and a few more for going back.
import { get, offers, post } from './api.js';

const roundMs = 500; // between two readings of the same, however fast the tables change
const mostKept = 60;
const longestAddress = 4_000; // longer questions go in a body

// A question of the query endpoint; see docs/api.md for its members.
export function ask(body, options = {}) {
  return { path: '/query', body, ...options };
}

export function read(path, parameters = {}, options = {}) {
  return { path, parameters, ...options };
}

const listed = new Set(['metrics', 'dimensions', 'models']);

function parameterOf(name, value) {
  if (listed.has(name)) return value.join(',');
  if (name === 'filters') return JSON.stringify(value);
  if (name === 'order_by') return value.map((order) => order.join(':')).join(',');
  if (name === 'compare' && typeof value === 'object') return `${value.from}..${value.to}`;
  return String(value);
}

// The question as the parameters of an address.
export function parametersOf({ body, parameters }) {
  if (!body) return parameters;
  const given = Object.entries(body).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(given.map(([name, value]) => [name, parameterOf(name, value)]));
}

function send(question, signal) {
  const parameters = parametersOf(question);
  const isLong = question.body && JSON.stringify(parameters).length > longestAddress;
  return isLong ? post(question.path, question.body, signal) : get(question.path, parameters, signal);
}

// The answer, or the error. `ifMissing` of a question is the answer of servers that do not
// know the endpoint.
async function outcomeOf(question, signal) {
  try {
    const isMissing = question.ifMissing !== undefined && !(await offers(question.path));
    return { answer: isMissing ? question.ifMissing : await send(question, signal), error: null };
  } catch (error) {
    // What failed waits for news or for the reader; what the server refuses, for the reader only.
    return { error, isStale: true, isHeld: true, isRefused: error.status >= 400 && error.status < 500 && error.status !== 429 };
  }
}

function keyOf({ path, body, parameters }) {
  return JSON.stringify([path, body ?? parameters]);
}

export class Questions extends EventTarget {
  #entries = new Map();
  #used = new Set();
  #timer = null;
  #roundAt = -Infinity;

  // {answer, error, isLoading} of a question.
  stateOf(question) {
    return this.#entries.get(keyOf(question)) ?? { answer: null, error: null, isLoading: true };
  }

  // These are the questions now; requests of others end. Those that are optional wait until the
  // others have their answers.
  use(questions) {
    this.#used = new Set();
    for (const question of questions) this.#remember(question);
    for (const [key, entry] of this.#entries) {
      if (!this.#used.has(key)) this.#leave(entry);
    }
    this.#forget();
    this.#begin();
  }

  #remember(question) {
    const key = keyOf(question);
    const entry = this.#entries.get(key) ?? { answer: null, error: null, isLoading: false, isStale: true };
    this.#entries.delete(key); // to the end: the order is that of use
    this.#entries.set(key, Object.assign(entry, { question }));
    this.#used.add(key);
  }

  #leave(entry) {
    entry.stop?.abort();
    Object.assign(entry, { stop: null, isLoading: false });
  }

  #forget() {
    for (const [key] of this.#entries) {
      if (this.#entries.size <= mostKept) return;
      if (!this.#used.has(key)) this.#entries.delete(key);
    }
  }

  // The tables changed: what is used is read again, what is not is dropped.
  expire() {
    for (const [key, entry] of this.#entries) {
      if (!this.#used.has(key)) this.#entries.delete(key);
      else if (!entry.question.isLasting || entry.error) Object.assign(entry, { isStale: true, isHeld: entry.isRefused });
    }
    this.#schedule();
  }

  // The reader asks again for what failed.
  retry() {
    for (const entry of this.#entries.values()) {
      if (entry.error) Object.assign(entry, { error: null, isStale: true, isHeld: false });
    }
    this.#begin();
  }

  wake() {
    this.#schedule();
  }

  #schedule() {
    if (this.#timer !== null || document.hidden) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#begin();
    }, Math.max(0, this.#roundAt + roundMs - performance.now()));
  }

  #usedEntries() {
    return [...this.#used].map((key) => this.#entries.get(key));
  }

  #begin() {
    const isFirst = ({ answer, error, question }) => answer === null && error === null && !question.isOptional;
    const isUrgent = this.#usedEntries().some(isFirst);
    const due = this.#usedEntries().filter((entry) => entry.isStale && !entry.isLoading && !entry.isHeld
      && !(isUrgent && entry.question.isOptional));
    if (due.length === 0) return;
    this.#roundAt = performance.now();
    const isNew = due.some(({ answer }) => answer === null);
    for (const entry of due) this.#load(entry);
    if (isNew) this.#tell();
  }

  async #load(entry) {
    const stop = new AbortController();
    const isAgain = entry.answer !== null;
    Object.assign(entry, { stop, isLoading: true, isStale: false });
    const found = await outcomeOf(entry.question, stop.signal);
    if (stop.signal.aborted) {
      entry.isStale = true;
      return;
    }
    Object.assign(entry, found, { isLoading: false, stop: null });
    if (!isAgain || this.#isTogether(entry)) this.#tell();
    if (entry.error === null) this.#begin();
    if (entry.isStale && entry.error === null) this.#schedule();
  }

  // What is read again is drawn together: what is needed when all of that is here, then the rest.
  #isTogether({ question }) {
    const waiting = this.#usedEntries().filter(({ isLoading }) => isLoading);
    return waiting.length === 0 || (!question.isOptional && waiting.every((entry) => entry.question.isOptional));
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
