// Shows one view: asks what its panels ask, and draws each panel when its answers change.
import { draw, el, setFlashing } from './dom.js';
import { Questions } from './questions.js';
import { readState } from './state.js';
import { viewOf } from './views/registry.js';

function skeleton(lines) {
  return [
    el('div', { class: 'skeleton', 'data-key': 'skeleton', 'aria-hidden': 'true' }, Array.from({ length: lines }, () => el('span'))),
    el('p', { class: 'visually-hidden', 'data-key': 'loading' }, 'Loading'),
  ];
}

class Section {
  #panel;
  #isTouched = false;
  #wasDrawn = false;
  #body;
  #tools;
  #drawn = null;
  root;

  constructor(panel) {
    this.#panel = panel;
    this.#tools = el('div', { class: 'panel-tools' });
    this.#body = el('div', { id: `${panel.name}-body`, class: 'panel-body', 'aria-busy': 'true' }, skeleton(panel.lines ?? 6));
    this.root = el('section', { class: `panel panel-${panel.name}`, 'aria-labelledby': `${panel.name}-title` },
      el('header', { class: panel.isHeadless ? 'visually-hidden' : 'panel-head' },
        el('h2', { id: `${panel.name}-title` }, panel.title), this.#tools),
      this.#body);
    panel.wire?.(this.root);
  }

  get saysErrors() {
    return this.#panel.failed !== undefined;
  }

  // What the panel remembers itself (local.js) changed.
  touch(name) {
    this.#isTouched ||= this.#panel.name === name;
  }

  // The questions by name.
  asked(context) {
    return this.#panel.ask?.({ ...context, answers: this.#answers(context) }) ?? {};
  }

  #answers({ questions, asked }) {
    const found = asked?.get(this) ?? {};
    return Object.fromEntries(Object.entries(found).map(([name, question]) => [name, question ? questions.stateOf(question).answer : null]));
  }

  // Draws where something differs from what stands; `isLive`: nobody but the events changed it.
  draw(context, isLive) {
    if (!this.#panel.content) return;
    const asked = Object.values(context.asked.get(this)).filter(Boolean).map((question) => ({ question, ...context.questions.stateOf(question) }));
    const needed = asked.filter(({ question }) => !question.isOptional);
    const isReady = needed.every(({ answer }) => answer !== null);
    this.#body.setAttribute('aria-busy', String(needed.some(({ isLoading }) => isLoading)));
    this.#body.classList.toggle('is-stale', !isReady && this.#drawn !== null);
    if (!isReady) this.#drawFailure(needed.find(({ error }) => error)?.error);
    else if (this.#isChanged([context.version, ...asked.map(({ answer }) => answer)])) this.#drawContent(context, isLive);
  }

  // Whether the panel has something else to draw than what it drew last.
  #isChanged(inputs) {
    const isSame = !this.#isTouched && this.#drawn?.length === inputs.length && this.#drawn.every((input, i) => input === inputs[i]);
    this.#wasDrawn = this.#drawn !== null;
    this.#drawn = inputs;
    this.#isTouched = false;
    return !isSame;
  }

  #drawContent(context, isLive) {
    const own = { ...context, answers: this.#answers(context) };
    setFlashing(isLive && this.#wasDrawn);
    draw(this.#body, this.#panel.content(own));
    draw(this.#tools, this.#panel.tools?.(own) ?? null);
    setFlashing(false);
  }

  // Figures that stand stay, unless the panel says the error itself.
  #drawFailure(error) {
    if (!error) return;
    if (this.#panel.failed) {
      draw(this.#body, this.#panel.failed(error));
      this.#drawn = null;
    } else if (this.#drawn === null) {
      draw(this.#body, el('p', { class: 'no-figures' }, 'No figures'));
    }
  }
}

export class Shell extends EventTarget {
  #root;
  #context;
  #shown = null; // the view's name
  #sections = [];
  #frame = null;
  #version = 0;
  #isLive = false;
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
    const context = { ...this.#context(), state: readState(), questions: this.questions, asked: this.#asked, version: this.#version };
    this.#asked = new Map(this.#sections.map((section) => [section, section.asked(context)]));
    context.asked = this.#asked;
    this.questions.use(this.#used());
    for (const section of this.#sections) section.draw(context, this.#isLive);
    this.dispatchEvent(new Event('drawn'));
  }
}
