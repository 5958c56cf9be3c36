// The tag of a site: page views and events to /g/collect of the server that it was loaded from, in
// the terms of GA4's tag. docs/collect.md says what its attributes and calls do.
(() => {
  const { src, dataset: set } = document.currentScript;
  const target = new URL('g/collect', src);
  const load = Date.now();
  const optedOut = set.dnt !== 'ignore' && (navigator.globalPrivacyControl || navigator.doNotTrack === '1');
  const waiting = new Set(); // hits that no answer confirmed
  const early = window.attrib?.q ?? [];
  let isAllowed = set.consent !== 'required';
  let held = []; // hits from before consent
  let hits = 0;
  let client;
  let page;

  const cookie = (value, seconds) => {
    document.cookie = `_attrib=${value};path=/;max-age=${seconds};samesite=lax${set.domain ? `;domain=${set.domain}` : ''}${location.protocol === 'https:' ? ';secure' : ''}`;
  };

  const send = (hit, delay = 1000) => {
    waiting.add(hit);
    fetch(hit, { method: 'POST', keepalive: true, credentials: 'omit' }).then(({ status }) => {
      if (status === 429 || status >= 500) throw status;
      waiting.delete(hit);
    }).catch(() => setTimeout(send, delay, hit, Math.min(2 * delay, 60000)));
  };

  const clientId = () => {
    client ??= /(?:^|; )_attrib=([\w.]+)/.exec(document.cookie)?.[1] ??
      `${crypto.getRandomValues(new Uint32Array(1))[0]}.${Math.floor(load / 1000)}`;
    cookie(client, 34128000);
    return client;
  };

  const release = (hit) => {
    target.search = new URLSearchParams({ ...hit, cid: clientId() });
    send(target.href);
  };

  const track = (en, parameters = {}) => {
    if (optedOut) return;
    hits += 1;
    const hit = { v: 2, tid: set.key ?? 'attrib', _p: load, _s: hits, en, dl: location.href, dr: page ?? document.referrer, dt: document.title };
    for (const [name, value] of Object.entries(parameters)) {
      if (name === 'currency') hit.cu = value;
      else if ((value ?? '') !== '') hit[`${typeof value === 'number' ? 'epn' : 'ep'}.${name}`] = value;
    }
    if (isAllowed) release(hit);
    else held.push(hit);
  };

  const view = () => {
    const now = location.href.split('#')[0];
    if (now === page) return;
    track('page_view');
    page = now;
  };

  window.attrib = (name, value) => {
    if (name !== 'consent') return track(name, value);
    isAllowed = value;
    if (value) held.forEach(release);
    else cookie(client = undefined, 0);
    held = [];
  };

  // A page that goes leaves no time for answers. What comes twice counts once.
  addEventListener('pagehide', () => waiting.forEach((hit) => navigator.sendBeacon(hit)));
  addEventListener('popstate', view);
  const { pushState } = history;
  history.pushState = function push(...state) {
    pushState.apply(this, state);
    view();
  };
  if (document.prerendering) document.addEventListener('prerenderingchange', view, { once: true });
  else view();
  early.forEach((call) => window.attrib(...call));
})();
