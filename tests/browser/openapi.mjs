// Checks the answers of a running server against libattrib/http/openapi.json.
// Alone: node openapi.mjs URL [WRITE_TOKEN [READ_TOKEN]]
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { EventParser } from '../../apps/dashboard/js/sse.js';
import { checkCollect } from './openapi_collect.mjs';
import { checkPickers, checkQueries } from './openapi_queries.mjs';

const described = JSON.parse(readFileSync(new URL('../../libattrib/http/openapi.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
formats.default(ajv);
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: 'attrib', components: described.components });
const streamMessages = { status: 'status', events: 'stream_events', totals: 'stream_totals', reset: 'stream_reset' };

function validate(reference, value, what) {
  const check = ajv.compile({ $ref: `attrib${reference}` });
  assert.ok(check(value), `${what}: ${ajv.errorsText(check.errors, { separator: '\n' })}\n${JSON.stringify(value).slice(0, 500)}`);
}

// Paths that only a server with --collect has.
const isCollect = (path) => 'servers' in described.paths[path];

// What a response says, read if it is JSON, as `content` describes it.
function checkedBody(response, answer, content, what) {
  const type = response.headers.get('content-type').split(';')[0];
  assert.ok(type in content, `${what}: ${type} is not described`);
  const value = type.endsWith('json') ? JSON.parse(answer) : answer;
  if (content[type].schema.$ref) validate(content[type].schema.$ref, value, what);
  return value;
}

export class ApiCheck {
  checked = 0;
  paths = new Set();

  constructor(url, { read, write } = {}) {
    this.url = url;
    this.readToken = read ?? null;
    this.writeToken = write ?? null;
  }

  // Asks, and checks status, content type and body; `path` as the description has it.
  async ask(path, { at = path, method = 'get', query = {}, headers = {}, body, status = 200, token = this.readToken } = {}) {
    const text = new URLSearchParams(query).toString();
    const root = isCollect(path) ? '' : '/api/v1';
    const address = `${this.url}${root}${at}${text ? `?${text}` : ''}`;
    const authorization = token ? { Authorization: `Bearer ${token}` } : {};
    const response = await fetch(address, { method: method.toUpperCase(), headers: { ...authorization, ...headers }, body });
    const answer = await response.text();
    const what = `${method} ${address}`;
    assert.equal(response.status, status, `${what}: ${answer.slice(0, 300)}`);
    this.paths.add(`${method} ${path}`);
    this.checked += 1;
    const content = described.paths[path][method].responses[status]?.content;
    return content ? checkedBody(response, answer, content, what) : answer;
  }
}

const filtered = ['/totals', '/timeseries', '/channels', '/campaigns', '/breakdown', '/conversions'];
const pathReports = ['/paths', '/path-lengths', '/days-to-convert', '/roles'];
const ranged = [...filtered, ...pathReports, '/sessions/summary'];
// What a report cannot do without.
const needed = (path) => (path === '/breakdown' ? { by: 'source_medium' } : {});

async function checkReports(api) {
  const sets = [{}, { from: '2025-02-01' }, { to: '2025-03-01' }, { from: '2025-02-01', to: '2025-03-01' }, { from: '2031-01-01', to: '2031-01-03' },
    { channel: 'Direct' }, { channel: '(unattributed)' }, { channel: 'no such channel' }];
  const filters = [{ models: 'first_click' }, { models: 'last_click', channel: 'Email' }, { currency: 'EUR' }, { currency: '(none)' },
    { conversion: 'purchase' }, { conversion: 'nothing' }, { campaign: '(none)' }, { campaign: 'brand_terms', models: 'first_click' },
    { models: 'linear,position_based,time_decay,shapley' }, { models: 'linear', lookback_days: '30', direct: 'skip' },
    { source: 'google', medium: '(none)' }, { device_category: 'mobile', country: '(none)' }, { landing_page: '(none)', direct: 'keep' }];
  for (const path of ranged) {
    const ask = (query, more = {}) => api.ask(path, { query: { ...needed(path), ...query }, ...more });
    for (const query of [...sets, ...(filtered.includes(path) ? filters : [])]) {
      await ask(query);
      await ask({ ...query, format: 'csv' });
    }
    await ask({}, { headers: { Accept: 'text/csv' } });
    assert.ok((await ask({ format: 'csv', bom: 'false' })).length > 0);
    await ask({ format: 'csv', bom: 'true' });
    for (const query of [{ frm: '2025-01-01' }, { from: '2025-13-01' }, { from: '2025-03-01', to: '2025-02-01' }, { format: 'xml' }, { bom: 'yes' }]) {
      await ask(query, { status: 400 });
    }
    await ask({}, { headers: { Accept: 'image/png' }, status: 406 });
  }
  await checkWrong(api);
  for (const path of ['/campaigns', '/breakdown', '/conversions', '/paths', '/roles', '/events/recent']) {
    for (const limit of ['1', '1000']) await api.ask(path, { query: { ...needed(path), limit } });
    for (const limit of ['0', '1001', 'many']) await api.ask(path, { query: { ...needed(path), limit }, status: 400 });
  }
}

// Values that no report takes.
async function checkWrong(api) {
  const wrong = [{ models: 'middle_click' }, { models: '' }, { models: 'linear,linear' }, { model: 'linear' },
    { lookback_days: '0' }, { lookback_days: '91' }, { lookback_days: '1.5' }, { direct: 'drop' }];
  for (const path of filtered) {
    for (const query of wrong) await api.ask(path, { query: { ...needed(path), ...query }, status: 400 });
  }
}

async function checkDimensions(api) {
  const { dimensions } = await api.ask('/models');
  assert.ok(dimensions.length > 0);
  for (const by of dimensions) {
    const { models, data } = await api.ask('/breakdown', { query: { by, models: 'shapley,last_click' } });
    assert.deepEqual(models.map(({ name }) => name), ['shapley', 'last_click']);
    const asked = data.map((row, i) => (i % 2 === 0 ? 'shapley' : 'last_click'));
    assert.deepEqual(data.map(({ model }) => model), asked, 'every group has a row of every model');
    await api.ask('/breakdown', { query: { by, format: 'csv' } });
  }
  for (const by of ['day', 'week', 'month']) await api.ask('/timeseries', { query: { by } });
  await api.ask('/breakdown', { status: 400 });
  await api.ask('/breakdown', { query: { by: 'colour' }, status: 400 });
  await api.ask('/timeseries', { query: { by: 'channel' }, status: 400 });
}

async function checkPaths(api) {
  const filters = [{ currency: 'EUR' }, { conversion: 'nothing' }, { lookback_days: '1' }, { source: 'google', medium: '(none)' }, { country: '(none)' }];
  for (const path of pathReports) {
    for (const query of filters) {
      await api.ask(path, { query });
      await api.ask(path, { query: { ...query, format: 'csv' } });
    }
    for (const query of [{ models: 'linear' }, { lookback_days: '91' }]) await api.ask(path, { query, status: 400 });
  }
  for (const by of ['channel', 'source', 'medium', 'source_medium', 'campaign', 'landing_page', 'device_category', 'country']) {
    const roles = await api.ask('/roles', { query: { by } });
    const { data, next_cursor: cursor } = await api.ask('/paths', { query: { by, limit: '2' } });
    if (cursor) assert.notDeepEqual((await api.ask('/paths', { query: { by, limit: '2', cursor } })).data, data);
    const last = roles.data.reduce((sum, row) => sum + row.last, 0);
    if (roles.more === 0) assert.equal(last, roles.conversions.attributed);
  }
  for (const query of ['contains=Email&contains=Direct', 'starts_with=Email&ends_with=Direct', 'min_length=2&max_length=3']) {
    await api.ask('/paths', { query: [...new URLSearchParams(query)] });
  }
  for (const query of [{ by: 'day' }, { cursor: 'nonsense' }, { min_length: '0' }, { by: 'source_medium', contains: 'google' }]) {
    await api.ask('/paths', { query, status: 400 });
  }
}

async function checkChains(api) {
  for (const query of [{}, { by: 'campaign' }, { conversion: 'purchase' }, { format: 'csv' }]) await api.ask('/models/markov', { query });
  for (const query of [{ by: 'country' }, { conversion: 'nothing' }, { models: 'linear' }]) await api.ask('/models/markov', { query, status: 400 });
  const chain = await api.ask('/models/markov');
  assert.equal(chain.journeys.all, chain.journeys.converted + chain.journeys.ended);
  const { data, totals } = await api.ask('/channels', { query: { models: 'markov,markov_channel' } });
  for (const { model, currency, attributed } of totals) {
    const sum = data.filter((row) => row.model === model && row.currency === currency).reduce((all, row) => all + Number(row.conversions), 0);
    assert.ok(Math.abs(sum - Number(attributed.conversions)) < 1e-6, 'channels add up');
  }
}

async function checkTags(api) {
  const headers = api.readToken ? { Authorization: `Bearer ${api.readToken}` } : {};
  const first = await fetch(`${api.url}/api/v1/models`, { headers });
  await first.text();
  await api.ask('/models', { headers: { 'If-None-Match': first.headers.get('etag') }, status: 304 });
}

async function checkPages(api) {
  const seen = new Set();
  let cursor = null;
  let pages = 0;
  do {
    const answer = await api.ask('/conversions', { query: { from: '2025-01-01', to: '2025-04-01', limit: '40', ...(cursor && { cursor }) } });
    for (const row of answer.data) seen.add(JSON.stringify([row.user_pseudo_id, row.conversion_id, row.key]));
    cursor = answer.next_cursor;
    pages += 1;
    if (cursor) assert.equal(answer.data.length, 40);
  } while (cursor && pages < 50);
  await api.ask('/conversions', { query: { cursor: 'nonsense' }, status: 400 });
  for (const names of [...seen].slice(0, 25)) {
    const [user, id, key] = JSON.parse(names);
    await api.ask('/conversions/{conversion_id}', { at: `/conversions/${key}` });
    await api.ask('/conversions/{conversion_id}', { at: `/conversions/${encodeURIComponent(id)}`, query: { user } });
    const query = { models: 'time_decay,shapley', lookback_days: '30', direct: 'skip' };
    await api.ask('/conversions/{conversion_id}', { at: `/conversions/${key}`, query });
  }
  await api.ask('/conversions/{conversion_id}', { at: '/conversions/no-such-conversion', status: 404 });
}

async function checkOthers(api) {
  for (const path of ['/events/recent', '/models']) {
    await api.ask(path);
    await api.ask(path, { query: { format: 'csv' } });
  }
  await api.ask('/status');
  await api.ask('/');
  assert.equal((await api.ask('/status/history')).minutes.length, 1440);
  for (const query of [{}, { from: '2025-02-01', to: '2025-03-01' }]) await api.ask('/quality', { query });
  await api.ask('/quality', { query: { channel: 'Email' }, status: 400 });
  assert.deepEqual(await api.ask('/openapi.json'), described, 'the server serves this description');
  if (api.readToken) for (const path of [...ranged, '/status', '/stream']) await api.ask(path, { token: null, status: 401 });
}

const someEvent = (more = {}) => ({
  event_id: randomUUID(), user_pseudo_id: 'openapi', event_timestamp: '2025-02-03T04:05:06.000007Z', event_name: 'page_view', channel: 'Email', ...more,
});

async function checkIngest(api) {
  const post = (body, more = {}) => api.ask('/events', {
    method: 'post', token: api.writeToken, ...more, body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...more.headers },
  });
  assert.equal((await post(someEvent())).accepted, 1);
  const mixed = await post([someEvent(), someEvent({ event_timestamp: 'yesterday' })]);
  assert.deepEqual([mixed.accepted, mixed.rejected], [1, 1]);
  const lines = `${JSON.stringify(someEvent())}\n${JSON.stringify(someEvent())}\n`;
  assert.equal((await post(lines, { headers: { 'Content-Type': 'application/x-ndjson' } })).accepted, 2);
  const key = { 'Idempotency-Key': randomUUID() };
  const once = someEvent();
  assert.equal((await post(once, { headers: key })).is_replay, false);
  assert.equal((await post(once, { headers: key })).is_replay, true);
  await post(someEvent(), { headers: key, status: 422 });
  await post('{"broken', { status: 400 });
  await post('a,b', { headers: { 'Content-Type': 'text/csv' }, status: 415 });
  await post(someEvent(), { token: null, status: 401 });
  if (api.readToken) await post(someEvent(), { token: api.readToken, status: 403 });
  await post(`[${'" ",'.repeat(300_000)}" "]`, { status: 413 });
}

// Listens until `isEnough`, checking every message.
async function hear(api, lastId, isEnough, meanwhile = async () => {}) {
  const stop = new AbortController();
  const headers = { Accept: 'text/event-stream' };
  if (lastId !== null) headers['Last-Event-ID'] = lastId;
  if (api.readToken) headers.Authorization = `Bearer ${api.readToken}`;
  const timeout = setTimeout(() => stop.abort(new Error('the stream says too little')), 20_000);
  const response = await fetch(`${api.url}/api/v1/stream`, { headers, signal: stop.signal });
  assert.equal(response.headers.get('content-type').split(';')[0], 'text/event-stream');
  api.paths.add('get /stream');
  const heard = [];
  const parser = new EventParser();
  await meanwhile();
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    for (const message of parser.feed(piece)) {
      assert.ok(message.name in streamMessages, `message ${message.name} is not described`);
      const data = JSON.parse(message.data);
      validate(`#/components/schemas/${streamMessages[message.name]}`, data, `message ${message.name}`);
      api.checked += 1;
      heard.push({ ...message, data });
    }
    if (isEnough(heard)) break;
  }
  clearTimeout(timeout);
  stop.abort();
  return heard;
}

async function checkStream(api) {
  const has = (...names) => (heard) => names.every((name) => heard.some((message) => message.name === name));
  await hear(api, null, has('status'));
  if (!api.writeToken) return;
  const bought = someEvent({ event_name: 'purchase', event_value: 12.5, currency: 'EUR' });
  const buy = () => api.ask('/events', {
    method: 'post', token: api.writeToken, body: JSON.stringify(bought), headers: { 'Content-Type': 'application/json' },
  });
  const isTold = (heard) => has('events', 'totals')(heard)
    && heard.some(({ name, data }) => name === 'events' && data.events.some((event) => event.event_id === bought.event_id));
  const heard = await hear(api, null, isTold, buy);
  const told = heard.find(({ name }) => name === 'events');
  assert.equal(told.id, String(told.data.change));
  await hear(api, String(told.data.change - 1), has('events'));
  await hear(api, '999999999999', has('reset'));
}

// How many answers and messages were as described. Throws at the first that was not.
export async function checkApi(url, tokens) {
  const api = new ApiCheck(url, tokens);
  await checkReports(api);
  await checkQueries(api);
  await checkDimensions(api);
  await checkPickers(api);
  await checkPaths(api);
  await checkChains(api);
  await checkTags(api);
  await checkPages(api);
  await checkOthers(api);
  await checkStream(api);
  if (api.writeToken) {
    await checkIngest(api);
    const collects = (await fetch(`${url}/attrib.js`)).ok;
    if (collects) await checkCollect(api);
    const all = Object.entries(described.paths).filter(([path]) => collects || !isCollect(path))
      .flatMap(([path, methods]) => Object.keys(methods).filter((name) => name !== 'servers').map((method) => `${method} ${path}`));
    assert.deepEqual([...api.paths].sort(), all.sort(), 'every path was asked');
  }
  return api.checked;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url, write, read] = process.argv.slice(2);
  console.log(`${await checkApi(url, { read, write })} answers and messages are as described`);
}
