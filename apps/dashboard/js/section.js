// One panel: what it asks, and what it draws when its answers change.
import { draw, el, setFlashing } from './dom.js';

function skeleton(lines) {
  return [
    el('div', { class: 'skeleton', 'data-key': 'skeleton', 'aria-hidden': 'true' }, Array.from({ length: lines }, () => el('span'))),
    el('p', { class: 'visually-hidden', 'data-key': 'loading' }, 'Loading'),
  ];
}

// A panel of a view in its place on the page.
export class Section {
  #panel;
  #isTouched = false;
  #wasDrawn = false;
  #body;
  #tools;
  #drawn = null;
  #isComing = false;
  root;

  constructor(panel) {
    this.#panel = panel;
    this.#tools = el('div', { class: 'panel-tools' });
    this.#body = el('div', { id: `${panel.name}-body`, class: 'panel-body', 'aria-busy': 'true' }, skeleton(panel.lines ?? 6));
    this.root = el('section', { class: `panel panel-${panel.name}`, 'aria-labelledby': `${panel.name}-title` },
      el('header', { class: panel.isHeadless ? 'visually-hidden' : 'panel-head' },
        el('h2', { id: `${panel.name}-title` }, panel.title), this.#tools),
      this.#body);
    if (!panel.load) panel.wire?.(this.root);
  }

  // Whether what the panel asks and draws is here.
  get isLoaded() {
    return this.#panel.load === undefined;
  }

  // Brings it, where it is wanted now.
  load(context) {
    if (this.isLoaded || this.#isComing || this.#panel.isWanted?.(context.state) === false) return;
    this.#isComing = true;
    this.#bring();
  }

  async #bring() {
    try {
      this.#panel = await this.#panel.load();
    } catch {
      this.#isComing = false; // the server is away; the next round tries again
      return;
    }
    this.#panel.wire?.(this.root);
    window.dispatchEvent(new CustomEvent('panelchange', { detail: this.#panel.name }));
  }

  // Whether it shows what it should, or says that it cannot.
  get isSettled() {
    return this.#body.getAttribute('aria-busy') === 'false';
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
    const asked = Object.values(context.asked.get(this)).filter(Boolean).map((question) => ({ question, ...context.questions.stateOf(question) }));
    const needed = asked.filter(({ question }) => !question.isOptional);
    const isReady = needed.every(({ answer }) => answer !== null);
    this.#body.setAttribute('aria-busy', String(!this.isLoaded || needed.some(({ isLoading }) => isLoading)));
    this.#body.classList.toggle('is-stale', !isReady && this.#drawn !== null);
    if (!this.#panel.content) return;
    if (!isReady && this.#drawn === null) this.#drawTools(context);
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
    setFlashing(false);
    this.#drawTools(context);
  }

  // At once, so that the head of the panel keeps its height.
  #drawTools(context) {
    if (this.#panel.tools) draw(this.#tools, this.#panel.tools({ ...context, answers: this.#answers(context) }));
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
