// Panels: what each asks the API for, and when it asks again. One round of requests at a time, at
// most one in `roundMs`. What changes by itself is read when it is looked at; what the reader asks
// for, at once.
import { get } from './api.js';
import { readState } from './state.js';

const roundMs = 500;

export class Panels {
  #panels;
  #timer = null;
  #startedAt = -Infinity;
  #running = null;
  #isStarted = false;

  // Each panel: {name, root, ask(state) -> {path, parameters} or null, render(root, data)}.
  constructor(panels) {
    this.#panels = new Map(panels.map((panel) => [panel.name, { ...panel, isSeen: true, isStale: true, data: {} }]));
    const observer = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: '300px' });
    for (const panel of this.#panels.values()) if (!panel.isAlwaysSeen) observer.observe(panel.root);
    document.addEventListener('visibilitychange', () => this.#schedule());
  }

  answer(name) {
    return this.#panels.get(name).data.answer;
  }

  // The reader wants something else: what is under way no longer counts.
  reload() {
    this.#isStarted = true;
    this.#running?.abort();
    this.#running = null;
    for (const panel of this.#panels.values()) {
      panel.isStale = true;
      panel.isWanted = true;
      this.#draw(panel, { isLoading: true });
    }
    this.#startedAt = -Infinity;
    this.#schedule();
  }

  // The tables changed.
  expire(...names) {
    for (const [name, panel] of this.#panels) {
      if (names.length > 0 && !names.includes(name)) continue;
      panel.isStale = true;
      panel.isWanted ||= Boolean(panel.data.error); // asked for once, and still owed
    }
    this.#schedule();
  }

  // One panel begins anew, at once.
  begin(name) {
    const panel = this.#panels.get(name);
    panel.begun?.abort();
    panel.begun = new AbortController();
    panel.data = {};
    this.#draw(panel, { isLoading: true });
    this.#load(panel, panel.begun.signal);
  }

  // An answer that came by another way.
  supply(name, answer) {
    const panel = this.#panels.get(name);
    // The answer of a request that is under way may be older, and will overwrite this one.
    panel.isStale = panel.isAsking === true;
    this.#draw(panel, { answer, error: null, isLoading: false });
  }

  redraw() {
    for (const panel of this.#panels.values()) this.#draw(panel, {});
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      for (const panel of this.#panels.values()) if (panel.root === target) panel.isSeen = isIntersecting;
    }
    this.#schedule();
  }

  #due() {
    if (!this.#isStarted || document.hidden) return [];
    return [...this.#panels.values()].filter((panel) => panel.isStale && (panel.isSeen || panel.isWanted));
  }

  #schedule() {
    if (this.#timer !== null || this.#running !== null || this.#due().length === 0) return;
    const wait = Math.max(0, this.#startedAt + roundMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#round();
    }, wait);
  }

  async #round() {
    if (this.#running !== null) return;
    const round = new AbortController();
    this.#running = round;
    this.#startedAt = performance.now();
    await Promise.all(this.#due().map((panel) => this.#load(panel, round.signal)));
    if (this.#running !== round) return;
    this.#running = null;
    this.#schedule();
  }

  async #load(panel, signal) {
    const asked = panel.ask(readState());
    panel.isStale = false;
    panel.isWanted = false;
    if (asked === null) {
      this.#draw(panel, { answer: null, error: null, isLoading: false });
      return;
    }
    panel.isAsking = true;
    try {
      const answer = await get(asked.path, asked.parameters, signal);
      if (!signal.aborted) this.#draw(panel, { answer, error: null, isLoading: false });
    } catch (error) {
      if (!signal.aborted) this.#draw(panel, { error, isLoading: false });
    } finally {
      if (!signal.aborted) panel.isAsking = false;
    }
  }

  #draw(panel, changes) {
    Object.assign(panel.data, changes);
    panel.render(panel.root, { ...panel.data, state: readState() });
  }
}
