// What a panel remembers that is not worth an address: where a list is scrolled to, which point of a
// chart is read out, what is typed into a search. A change draws the panel again.

const kept = new Map();

export function localOf(panel, name, initial) {
  return kept.get(`${panel} ${name}`) ?? initial;
}

export function setLocal(panel, name, value) {
  const key = `${panel} ${name}`;
  if (kept.get(key) === value) return;
  kept.set(key, value);
  window.dispatchEvent(new CustomEvent('panelchange', { detail: panel }));
}
