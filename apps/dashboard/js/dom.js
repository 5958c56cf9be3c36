// Making and updating the page. Views describe what they want to see; `draw` changes what differs
// and leaves the rest alone, so that focus, scrolling and selections outlive a live update. Texts
// become text nodes: nothing here reads HTML.

const svgNamespace = 'http://www.w3.org/2000/svg';
const svgTags = new Set(['svg', 'use', 'g', 'path', 'line', 'circle', 'rect', 'polyline', 'polygon', 'text', 'title']);

// A node. Attributes that are null or false are left out; `style` is an object, set by CSSOM, which
// the content security policy allows; children may be nested lists, texts, numbers, null.
export function el(tag, attributes, ...children) {
  const node = svgTags.has(tag) ? document.createElementNS(svgNamespace, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'style') {
      for (const [property, text] of Object.entries(value)) node.style.setProperty(property, text);
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  node.append(...nodesOf(children));
  return node;
}

export function icon(name, className = 'icon') {
  return el('svg', { class: className, 'aria-hidden': 'true', viewBox: '0 0 16 16' }, el('use', { href: `#icon-${name}` }));
}

function nodesOf(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

// Makes the children of `root` look like those given. An element with data-key stays the same
// element wherever it goes; the inside of one with data-keep belongs to someone else.
export function draw(root, ...children) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  morphChildren(root, nodesOf(children));
  // A node that is moved loses the focus.
  if (focused && focused !== document.activeElement && focused.isConnected) {
    focused.focus({ preventScroll: true });
  }
}

let isFlashing = false;

// Whether figures that `draw` changes flash: those that moved by themselves do, where the reader
// wants motion.
export function setFlashing(isOn) {
  isFlashing = isOn && !matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function flash(element) {
  element?.closest('[data-flash]')?.animate([{ backgroundColor: 'var(--flash)' }, {}], { duration: 1200, easing: 'ease-out' });
}

function keyOf(node) {
  return node.dataset?.key;
}

function isAlike(have, want) {
  return have.nodeType === want.nodeType && have.nodeName === want.nodeName && keyOf(have) === undefined;
}

function morphChildren(parent, wanted) {
  const keyed = new Map();
  for (const child of parent.children) {
    if (keyOf(child) !== undefined) keyed.set(keyOf(child), child);
  }
  const wantedKeys = new Set(wanted.map(keyOf));
  let at = parent.firstChild;
  for (const want of wanted) {
    // What goes away goes first: what follows need not move.
    while (at && keyOf(at) !== undefined && !wantedKeys.has(keyOf(at))) at = removeAndNext(at);
    const key = keyOf(want);
    const have = key === undefined ? (at && isAlike(at, want) ? at : null) : keyed.get(key);
    if (!have || have.nodeName !== want.nodeName) {
      parent.insertBefore(want, at);
      continue;
    }
    if (have === at) at = at.nextSibling;
    else parent.insertBefore(have, at);
    morphNode(have, want);
  }
  while (at) at = removeAndNext(at);
}

function removeAndNext(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

function morphNode(have, want) {
  if (have.nodeType === Node.TEXT_NODE) {
    if (have.data === want.data) return;
    have.data = want.data;
    if (isFlashing) flash(have.parentElement);
    return;
  }
  morphAttributes(have, want);
  if (have.nodeName === 'SELECT') {
    const chosen = want.value;
    morphChildren(have, [...want.childNodes]);
    if (have.value !== chosen) have.value = chosen;
    return;
  }
  if (have.nodeName === 'INPUT' && have.checked !== want.checked) have.checked = want.checked;
  if (have.dataset.keep === undefined) morphChildren(have, [...want.childNodes]);
}

function morphAttributes(have, want) {
  for (const { name, value } of [...want.attributes]) {
    if (name === 'style') {
      if (have.style.cssText !== want.style.cssText) have.style.cssText = want.style.cssText;
    } else if (have.getAttribute(name) !== value) {
      have.setAttribute(name, value);
    }
  }
  if (have.dataset.keep !== undefined) return;
  for (const { name } of [...have.attributes]) {
    // Whether details are open is the reader's to say.
    if (!want.hasAttribute(name) && name !== 'open') have.removeAttribute(name);
  }
}

// Calls `handler(element, event)` when something with this data-action is clicked (or activated by
// keyboard); one listener for elements that come and go.
const actions = new Map();

export function onAction(name, handler) {
  if (actions.size === 0) document.addEventListener('click', dispatchClick);
  actions.set(name, handler);
}

function dispatchClick(event) {
  const element = event.target.closest?.('[data-action]');
  if (element && !element.disabled) actions.get(element.dataset.action)?.(element, event);
}
