// Shows one view: asks what its panels ask, and draws each panel when its answers change.
import { Questions } from './questions.js';
import { Section } from './section.js';
import { readState } from './state.js';
import { viewOf } from './views/registry.js';

const drawingMs = 6; // of a frame, while nobody waits for what is drawn

export class Shell extends EventTarget {
  #root;
  #context;
  #shown = null; // the view's name
  #sections = [];
  #frame = null; // that begins a round, or goes on with one
  #isDue = false; // something changed since the round under way began
  #undrawn = []; // its sections that are still to be drawn
  #version = 0;
  #isLive = false;
  #isReady = false;
  questions = new Questions();

  #beside;

  // `context()` gives what panels see beside state and answers; `beside` are panels that stand
  // outside the views, each in its own element: [[panel, element]].
  constructor(root, context, beside) {
    super();
    this.#root = root;
    this.#context = context;
    this.#beside = beside.map(([panel, host]) => {
      const section = new Section(panel);
      host.append(section.root);
      return section;
    });
    this.questions.addEventListener('change', () => this.#schedule());
    document.addEventListener('visibilitychange', () => this.questions.wake());
    window.addEventListener('panelchange', ({ detail }) => {
      this.#isLive = false;
      for (const section of this.#sections) section.touch(detail);
      this.#schedule();
    });
  }

  // The address, the models or the colours changed.
  async update() {
    this.#version += 1;
    this.#isLive = false;
    const wanted = viewOf(readState());
    if (this.#shown !== wanted.name) await this.#show(wanted);
    else this.#schedule();
  }

  // The tables changed.
  expire() {
    this.#isLive = true;
    this.questions.expire();
  }

  async #show(wanted) {
    const isFirst = this.#shown === null;
    this.#shown = wanted.name;
    const view = await wanted.load();
    if (this.#shown !== wanted.name) return;
    const own = view.panels.map((panel) => new Section(panel));
    this.#sections = [...own, ...this.#beside];
    this.#root.className = `content view-${view.name}`;
    this.#root.replaceChildren(...own.map(({ root }) => root));
    if (!isFirst) window.scrollTo(0, 0);
    this.#round();
  }

  #schedule() {
    this.#isDue = true;
    this.#frame ??= requestAnimationFrame(() => this.#round());
  }

  // Errors of the questions that are shown, but those that a panel says itself.
  errors() {
    const said = this.#sections.filter((section) => !section.saysErrors).flatMap((section) => Object.values(this.#asked.get(section) ?? {}));
    return said.filter(Boolean).map((question) => this.questions.stateOf(question).error).filter(Boolean);
  }

  #asked = new Map();

  #used() {
    return [...this.#asked.values()].flatMap((questions) => Object.values(questions)).filter(Boolean);
  }

  #round() {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#isDue = false;
    const context = { ...this.#context(), state: readState(), questions: this.questions, asked: this.#asked, version: this.#version };
    this.#asked = new Map(this.#sections.map((section) => [section, section.asked(context)]));
    context.asked = this.#asked;
    this.questions.use(this.#used());
    this.#undrawn = [...this.#sections];
    this.#draw(context);
  }

  // What events moved is drawn over some frames, so that none of them is long.
  #draw(context) {
    this.#frame = null;
    const began = performance.now();
    while (this.#undrawn.length > 0) {
      if (this.#isLive && performance.now() - began > drawingMs) {
        this.#frame = requestAnimationFrame(() => this.#draw(context));
        return;
      }
      this.#undrawn.shift().draw(context, this.#isLive);
    }
    this.#bringOthers(context);
    this.dispatchEvent(new Event('drawn'));
    if (this.#isDue) this.#schedule();
  }

  // Panels that came with the page show their figures first.
  #bringOthers(context) {
    const isFirst = (section) => section.isLoaded && Object.keys(context.asked.get(section)).length > 0;
    if (!this.#isReady && !this.#sections.filter(isFirst).every((section) => section.isSettled)) return;
    if (!this.#isReady) {
      this.#isReady = true;
      this.dispatchEvent(new Event('ready'));
    }
    for (const section of this.#sections) section.load(context);
  }
}
