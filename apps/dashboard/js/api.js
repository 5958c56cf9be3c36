// The only file that talks to the server.
import { EventParser } from './sse.js';

const base = '/api/v1';
const tokenKey = 'attrib.token';
const silenceMs = 10_000; // the stream says its status every second
const backoffMs = { first: 250, most: 5_000 };

// What the server answered instead of what was asked for.
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? 'The server does not answer.');
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
    this.code = String(problem.type ?? '').split(':').pop();
  }
}

let askForToken = async () => null;
let asking = null;
let isDeclined = false;

// `ask(wasRefused)` is called when the server wants a token; it resolves to one, or to null.
export function onTokenWanted(ask) {
  askForToken = ask;
}

function token() {
  return sessionStorage.getItem(tokenKey);
}

// Who closed the dialog is not asked again before they want to be.
export function askAgain() {
  isDeclined = false;
}

export function hasToken() {
  return token() !== null;
}

// One dialog, however many requests wait for it. A token that came while the refused request was
// under way is tried before anyone is asked.
async function tokenInsteadOf(refused) {
  if (token() !== refused) return true;
  if (isDeclined) return false;
  asking ??= askForToken(refused !== null).finally(() => {
    asking = null;
  });
  const given = await asking;
  isDeclined = given === null;
  if (isDeclined) return false;
  sessionStorage.setItem(tokenKey, given);
  return true;
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { title: `${response.status} ${response.statusText}` };
  }
}

async function request(path, { headers = {}, signal, method = 'GET', body } = {}) {
  for (;;) {
    const sent = token();
    const authorization = sent === null ? {} : { Authorization: `Bearer ${sent}` };
    const response = await fetch(base + path, { method, body, headers: { ...headers, ...authorization }, signal, cache: 'no-cache' });
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status === 401 && (await tokenInsteadOf(sent))) continue;
    throw new ApiError(response.status, problem);
  }
}

// A list is a parameter that is repeated.
function targetOf(path, parameters) {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each]));
  const query = new URLSearchParams(pairs).toString();
  return path + (query ? `?${query}` : '');
}

export function addressOf(path, parameters = {}) {
  return base + targetOf(path, parameters);
}

export async function get(path, parameters = {}, signal = undefined) {
  const response = await request(targetOf(path, parameters), { signal });
  return response.json();
}

// A question that is too long for an address.
export async function post(path, body, signal = undefined) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await request(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  return response.json();
}

let offered = null; // the paths that the server has, once it was asked

// Whether the server has this path: the page may be newer than what it talks to.
export async function offers(path) {
  offered ??= get('').then(({ endpoints }) => new Set(endpoints.map((endpoint) => endpoint.path)), () => new Set());
  return (await offered).has(base + path);
}

// For downloads where a plain link would lack the token.
export async function getBlob(address) {
  const response = await request(address.slice(base.length));
  return response.blob();
}

function delay(ms, signal) {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      for (const target of [window, signal]) {
        target.removeEventListener('online', wake);
        target.removeEventListener('abort', wake);
      }
      resolve();
    };
    const timer = setTimeout(wake, ms);
    window.addEventListener('online', wake);
    signal.addEventListener('abort', wake);
  });
}

// Reads until the server goes away or says nothing for too long.
async function readStream(lastId, listener, onMessage, signal) {
  const attempt = new AbortController();
  const giveUp = () => attempt.abort();
  signal.addEventListener('abort', giveUp);
  let watchdog = setTimeout(giveUp, silenceMs);
  const parser = new EventParser();
  parser.lastId = lastId;
  try {
    const headers = { Accept: 'text/event-stream' };
    if (lastId !== '') headers['Last-Event-ID'] = lastId;
    const response = await request('/stream', { headers, signal: attempt.signal });
    listener.onOpen();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(giveUp, silenceMs);
      for (const message of parser.feed(value)) onMessage(message);
    }
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', giveUp);
  }
}

// Listens for good: reconnects with growing pauses, going on after the last message. The listener
// has onOpen(), onMessage(name, data), onDown(error, waitMs). Returns a function that ends it.
export function listen(firstId, listener) {
  const stop = new AbortController();
  const run = async () => {
    let lastId = firstId;
    let wait = backoffMs.first;
    while (!stop.signal.aborted) {
      let failed = null;
      try {
        await readStream(lastId, listener, ({ name, data, id }) => {
          lastId = id;
          wait = backoffMs.first;
          listener.onMessage(name, JSON.parse(data));
        }, stop.signal);
      } catch (error) {
        failed = error;
      }
      if (stop.signal.aborted) return;
      listener.onDown(failed, wait);
      await delay(wait, stop.signal);
      wait = Math.min(wait * 2, backoffMs.most);
    }
  };
  run();
  return () => stop.abort();
}
