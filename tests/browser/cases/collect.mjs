// The tag on a shop's pages: what visitors do is on the dashboard.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

// As a visitor's browser says; that of tests declares itself a program.
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
const asVisitor = { userAgent };
const order = { value: 20.1, currency: 'EUR', transaction_id: 'T-1' };

// A shop on an origin of its own, whose pages load the tag with those attributes.
async function openShop(tag, attributes) {
  const server = createServer((request, response) => {
    const isPage = !request.url.endsWith('.ico');
    response.writeHead(isPage ? 200 : 404, { 'Content-Type': 'text/html' });
    response.end(isPage ? `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script async src="${tag}" ${attributes}></script>` : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// A server that collects and a shop with its tag.
async function withShop({ site }, attributes, run) {
  const server = await site.serve({ folder: 'collect', more: ['--collect', '--own-host', '127.0.0.1'] });
  const shop = await openShop(`${server.url}/attrib.js`, attributes);
  try {
    await run({ server, shop });
  } finally {
    shop.close();
    await server.stop();
  }
}

const answered = (page, name) => page.waitForResponse((response) => new URL(response.url()).searchParams.get('en') === name);
const hasCookie = (page) => page.evaluate(() => document.cookie.includes('_attrib='));

// Asks whenever the server's event stream says something, until the answer fits; a status comes each second.
async function askUntil(server, ask, fits) {
  const { body } = await fetch(`${server.url}/api/v1/stream`, { signal: AbortSignal.timeout(60_000) });
  const stream = body.getReader();
  try {
    for (;;) {
      const answer = await ask();
      if (fits(answer)) return answer;
      if ((await stream.read()).done) throw new Error('the stream ended');
    }
  } finally {
    await stream.cancel();
  }
}

async function purchase(context) {
  const { page, site } = context;
  await withShop(context, 'data-key="G-SHOP"', async ({ server, shop }) => {
    let view = answered(page, 'page_view');
    await page.goto(`${shop.url}/?utm_source=newsletter&utm_medium=email&utm_campaign=spring`);
    assert.equal((await view).status(), 204);
    assert.equal(await hasCookie(page), true);
    for (const go of [() => history.pushState({}, '', '/cart'), () => history.back()]) {
      view = answered(page, 'page_view');
      await page.evaluate(go);
      assert.equal((await view).status(), 204, 'a page of a single-page application');
    }
    const bought = answered(page, 'purchase');
    await page.evaluate((what) => window.attrib('purchase', what), order);
    assert.equal((await bought).status(), 204);
    // Sent again, it counts once.
    assert.equal((await fetch((await bought).url(), { method: 'POST', headers: { 'User-Agent': userAgent } })).status, 204);
    const { data } = await askUntil(server, () => site.get('/conversions', {}, server.url), (answer) => answer.data.length > 0);
    assert.equal(data.length, 1);
    assert.equal(data[0].revenue, '20.10');
    assert.equal(data[0].transaction_id, 'T-1');
    assert.equal(data[0].credits.find(({ model }) => model === 'last_click').channel, 'Email');
  });
}

async function retry(context) {
  const { page } = context;
  await withShop(context, '', async ({ shop }) => {
    const sent = [];
    await page.route('**/g/collect**', (route) => {
      sent.push(route.request().url());
      return sent.length === 1 ? route.fulfill({ status: 503, headers: { 'Access-Control-Allow-Origin': shop.url } }) : route.continue();
    });
    const view = page.waitForResponse((response) => response.url().includes('/g/collect') && response.status() === 204);
    await page.goto(shop.url);
    await view;
    assert.equal(sent.length, 2);
    assert.equal(sent[0], sent[1], 'with the same identity');
  });
}

async function consent(context) {
  const { page } = context;
  await withShop(context, 'data-consent="required"', async ({ shop }) => {
    const sent = [];
    page.on('request', (request) => { if (request.url().includes('/g/collect')) sent.push(request.url()); });
    await page.goto(shop.url);
    await page.waitForFunction(() => typeof window.attrib === 'function');
    await page.evaluate((what) => window.attrib('purchase', what), order);
    assert.equal(await hasCookie(page), false);
    assert.deepEqual(sent, []);
    const all = [answered(page, 'page_view'), answered(page, 'purchase')];
    await page.evaluate(() => window.attrib('consent', true));
    for (const response of await Promise.all(all)) assert.equal(response.status(), 204);
    assert.equal(await hasCookie(page), true);
    await page.evaluate(() => { window.attrib('consent', false); window.attrib('scroll'); });
    assert.equal(await hasCookie(page), false);
    assert.equal(sent.length, 2);
  });
}

async function doNotTrack(context) {
  const { page } = context;
  await page.addInitScript(() => Object.defineProperty(navigator, 'doNotTrack', { value: '1' }));
  await withShop(context, '', async ({ shop }) => {
    page.on('request', (request) => assert.ok(!request.url().includes('/g/collect')));
    await page.goto(shop.url);
    await page.waitForFunction(() => typeof window.attrib === 'function');
    await page.evaluate(() => window.attrib('scroll'));
    assert.equal(await hasCookie(page), false);
  });
}

async function crawler(context) {
  const { page, site } = context;
  await withShop(context, '', async ({ server, shop }) => {
    const view = answered(page, 'page_view');
    await page.goto(shop.url);
    assert.equal((await view).status(), 204);
    const { rejects } = await askUntil(server, () => site.get('/quality', {}, server.url), (answer) => answer.rejects.count > 0);
    assert.deepEqual(rejects.by_reason.map(({ reason }) => reason), ['bot']);
  });
}

const programs = { needs: 'programs' };

export const cases = [
  { name: 'the tag: a visit and a purchase are a conversion with its channel', page: asVisitor, run: purchase, ...programs },
  { name: 'the tag sends again what was not confirmed', page: asVisitor, run: retry, tolerates: /503/, ...programs },
  { name: 'the tag keeps and sends nothing before consent', page: asVisitor, run: consent, ...programs },
  { name: 'the tag sends nothing from browsers that ask for it', page: asVisitor, run: doNotTrack, ...programs },
  { name: 'the tag in a browser that declares itself a program', run: crawler, ...programs },
];
