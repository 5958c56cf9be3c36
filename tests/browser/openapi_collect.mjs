// Asks each path of a server with --collect that takes events of a site's clients.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

// A program that declares itself one: what it sends is counted and is no event.
const userAgent = 'curl/8.0';
const time = '2025-02-03T04:05:06Z';
const message = () => ({ anonymousId: 'openapi', messageId: randomUUID(), timestamp: time, context: { userAgent } });
const row = () => ({ event_id: randomUUID(), user_pseudo_id: 'openapi', event_name: 'page_view' });

export async function checkCollect(api) {
  const send = (path, body, more = {}) => api.ask(path, {
    method: 'post', token: null, status: 204, ...more, body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'User-Agent': userAgent, 'Content-Type': 'application/json', ...more.headers },
  });
  const hit = { v: '2', tid: 'G-SHOP', cid: 'openapi', _p: String(Date.now()), _s: '1' };
  const headers = { 'User-Agent': userAgent };
  await api.ask('/g/collect', { query: { ...hit, en: 'page_view' }, headers, status: 204 });
  const text = { 'Content-Type': 'text/plain' };
  await send('/g/collect', 'en=scroll\nen=purchase&epn.value=20.10&cu=EUR', { query: hit, headers: text });
  await send('/g/collect', 'en=x\n'.repeat(101), { query: hit, headers: text, status: 413 });
  await send('/g/collect', 'en=x', { query: hit, headers: { ...text, 'Content-Encoding': 'br' }, status: 415 });
  const order = { name: 'share', params: { value: 20.1, currency: 'EUR', transaction_id: 'T-1' } };
  for (const path of ['/mp/collect', '/debug/mp/collect']) {
    await send(path, { client_id: '9.9', events: [{ ...order, name: '_share' }] }, { status: 200 });
  }
  await send('/mp/collect', { client_id: '9.9', events: [order] }, { query: { measurement_id: 'G-SHOP' } });
  await send('/mp/collect', { events: [order] }, { status: 400 });
  const data = Buffer.from(JSON.stringify(row())).toString('base64');
  await send('/pubsub/push', { message: { data, messageId: randomUUID(), publishTime: time }, subscription: 's' });
  await send('/pubsub/push', row(), { status: 400 });
  const event = () => ({ specversion: '1.0', id: randomUUID(), source: '/openapi', type: 'page_view', time, data: row() });
  await send('/cloudevents', event(), { headers: { 'Content-Type': 'application/cloudevents+json' } });
  await send('/cloudevents', [event(), event()], { headers: { 'Content-Type': 'application/cloudevents-batch+json' } });
  await send('/cloudevents', row(), { headers: { 'ce-specversion': '1.0', 'ce-id': randomUUID(), 'ce-source': '/openapi', 'ce-type': 'page_view', 'ce-time': time } });
  await send('/cloudevents', row(), { status: 400 });
  await send('/v1/batch', { batch: [{ type: 'page', ...message() }], sentAt: time }, { status: 200 });
  for (const type of ['track', 'page', 'screen', 'identify', 'group', 'alias']) {
    for (const path of [`/v1/${type}`, `/v1/${type[0]}`]) {
      assert.deepEqual(await send(`/v1/${type}`, { event: 'signup', userId: 'person', ...message() }, { at: path, status: 200 }), { success: true });
    }
  }
  await send('/v1/batch', {}, { status: 400 });
  assert.match(await api.ask('/attrib.js', { token: null }), /attrib/);
}
