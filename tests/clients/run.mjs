// Clients of others, unchanged, against a server that collects: what they send arrives once, with its figures.
// Usage: node run.mjs PROGRAMS
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { Browser } from '../browser/support/browser.mjs';
import { Programs } from '../browser/support/programs.mjs';

const key = 'G-SHOP';
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

async function segment({ url }) {
  const client = new Analytics({ writeKey: key, host: url, flushAt: 3 });
  const failed = [];
  client.on('error', (error) => failed.push(error));
  client.page({ anonymousId: 'segment', properties: { url: 'https://shop.example/?utm_source=news&utm_medium=email' } });
  client.track({ anonymousId: 'segment', event: 'order', properties: { revenue: 20.1, currency: 'EUR', order_id: 'S-1' } });
  client.identify({ anonymousId: 'segment', userId: 'person' });
  await client.closeAndFlush();
  assert.deepEqual(failed, []);
  return { user: 'segment', events: ['page_view', 'order', 'identify'], value: '20.10' };
}

async function rudder({ url }) {
  const client = new RudderAnalytics(key, { dataPlaneUrl: url, gzip: true, logLevel: 'error' });
  client.page({ anonymousId: 'rudder', properties: { url: 'https://shop.example/' } });
  client.track({ anonymousId: 'rudder', event: 'order', properties: { revenue: 7, currency: 'EUR', order_id: 'R-1' } });
  await new Promise((resolve, reject) => { client.flush((error) => (error ? reject(error) : resolve())); });
  return { user: 'rudder', events: ['page_view', 'order'], value: '7.00' };
}

const visitOf = (shop) => `http://127.0.0.1:${shop.address().port}/?utm_source=google&utm_medium=cpc`;

// A page of a shop with a client's own script, of its package, as its README says.
async function inShop({ browser }, { folder, script, before = '' }, run) {
  const files = new URL(`node_modules/${folder}/`, import.meta.url);
  const html = `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script>${before}</script><script src="/${script}"></script>`;
  const shop = createServer((request, response) => {
    const isScript = request.url.endsWith('.js');
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? readFileSync(new URL(path.basename(request.url), files)) : html);
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const page = await browser.open({ userAgent });
  try {
    const result = await run({ page, shop });
    browser.check(page);
    return result;
  } finally {
    await page.context().close();
    shop.close();
  }
}

const sentHit = (page, name) => page.waitForResponse((response) => new URL(response.url()).searchParams.get('en') === name);

function minimalAnalytics({ url, ...context }) {
  const settings = JSON.stringify({ trackingId: key, analyticsEndpoint: `${url}/g/collect`, defineGlobal: true, autoTrack: true });
  const client = { folder: '@minimal-analytics/ga4/dist', script: 'index.js', before: `window.minimalAnalytics = ${settings}` };
  return inShop(context, client, async ({ page, shop }) => {
    const view = sentHit(page, 'page_view');
    await page.goto(visitOf(shop));
    assert.equal((await view).status(), 204);
    const user = new URL((await view).url()).searchParams.get('cid');
    const bought = sentHit(page, 'purchase');
    await page.evaluate(() => window.track({ type: 'purchase', event: { 'epn.value': 12.5, cu: 'EUR', 'ep.transaction_id': 'M-1' } }));
    assert.equal((await bought).status(), 204);
    return { user, events: ['page_view', 'purchase'], value: '12.50' };
  });
}

function ga4mp({ url, ...context }) {
  return inShop(context, { folder: '@analytics-debugger/ga4mp/dist', script: 'ga4mp.umd.min.js' }, async ({ page, shop }) => {
    await page.goto(visitOf(shop));
    const user = await page.evaluate(([id, endpoint]) => {
      window.tracker = window.ga4mp([id], { endpoint });
      return window.tracker.getClientId();
    }, [key, `${url}/g/collect`]);
    // By sendBeacon, one after the other, as the library numbers hits when they go out.
    const events = [['page_view', {}], ['purchase', { currency: 'EUR', transaction_id: 'D-1', items: [{ item_id: 'a', price: 4.25, quantity: 2 }, { item_id: 'b', price: 1 }] }]];
    for (const [name, parameters] of events) {
      const sent = sentHit(page, name);
      await page.evaluate((what) => window.tracker.trackEvent(...what), [name, parameters]);
      assert.equal((await sent).status(), 204);
    }
    return { user, events: ['page_view', 'purchase'], value: '9.50' };
  });
}

// The library for browsers sends its key in the body.
function segmentInBrowser({ url, ...context }) {
  return inShop(context, { folder: '@segment/analytics-next/dist/umd', script: 'index.js' }, async ({ page, shop }) => {
    await page.goto(visitOf(shop));
    const sent = (event) => page.waitForResponse((response) => response.url().endsWith(event));
    const all = [sent('/v1/p'), sent('/v1/t'), sent('/v1/i')];
    const user = await page.evaluate(async ([writeKey, apiHost]) => {
      const settings = { apiHost, protocol: 'http' };
      const cdnSettings = { integrations: { 'Segment.io': { apiKey: writeKey, ...settings } }, metrics: { sampleRate: 0 } };
      const [analytics] = await window.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnSettings }, { integrations: { 'Segment.io': settings } });
      await analytics.page();
      await analytics.track('order', { revenue: 3.3, currency: 'EUR', order_id: 'N-1' });
      const id = analytics.user().anonymousId();
      await analytics.identify('person');
      return id;
    }, [key, `${new URL(url).host}/v1`]);
    for (const response of await Promise.all(all)) assert.equal(response.status(), 200);
    return { user, events: ['page_view', 'order', 'identify'], value: '3.30' };
  });
}

async function main(folder) {
  const work = mkdtempSync(path.join(tmpdir(), 'attrib-clients.'));
  chmodSync(work, 0o755); // Postgres runs as a user of its own
  const programs = new Programs(folder, work);
  // With a key, as a site has it.
  const tokens = path.join(work, 'tokens');
  writeFileSync(tokens, `send ${key}\n`, { mode: 0o600 });
  const browser = await Browser.launch();
  const model = () => programs.run('attrib-model', '--data-dir', 'data');
  await model();
  const server = await programs.serve('--data-dir', 'data', '--listen', '127.0.0.1:0', '--collect', '--refresh', 'off', '--token-file', tokens);
  const clients = [segment, rudder, minimalAnalytics, ga4mp, segmentInBrowser];
  let failed = 0;
  try {
    const wanted = [];
    for (const client of clients) wanted.push(await client({ url: server.url, browser }));
    await model();
    const answer = await fetch(`${server.url}/api/v1/events/recent?limit=100`);
    const { data } = await answer.json();
    console.log(`TAP version 13\n1..${clients.length}`);
    for (const [i, { user, events, value }] of wanted.entries()) {
      const rows = data.filter((row) => row.user_pseudo_id === user);
      const got = { events: rows.map((row) => row.event_name).sort(), values: rows.map((row) => row.event_value).filter(Boolean) };
      const isRight = isDeepStrictEqual(got, { events: events.sort(), values: [value] });
      if (!isRight) failed += 1;
      console.log(`${isRight ? 'ok' : 'not ok'} ${i + 1} - ${clients[i].name}${isRight ? '' : `\n  # ${JSON.stringify(got)}`}`);
    }
  } finally {
    await browser.close();
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(path.resolve(process.argv[2]));
