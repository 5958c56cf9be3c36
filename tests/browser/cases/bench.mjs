// Measurements, printed and not judged: they depend on the machine.
import { settled, visit } from '../support/browser.mjs';
import { bytesOf } from '../support/traffic.mjs';

const seconds = 8;

function framesIn(page, ms) {
  return page.evaluate((length) => new Promise((resolve) => {
    const times = [];
    const began = performance.now();
    const tick = (now) => {
      times.push(now);
      if (now - began < length) requestAnimationFrame(tick);
      else resolve(times);
    };
    requestAnimationFrame(tick);
  }), ms);
}

async function frames({ page, url, site, note }) {
  await site.programs.run('attrib-generate', '--events', '30000', '--seed', '2', '--start', '2025-03-14', '--days', '2', '--output', 'more.csv');
  await visit(page, url);
  const stream = site.programs.start('attrib-stream', ...site.database(), '--rate', '1000', 'more.csv');
  try {
    await page.waitForFunction(() => Number(document.querySelector('#events-a-minute')?.textContent.replaceAll(',', '')) > 500);
    const times = await framesIn(page, seconds * 1000);
    const longest = Math.max(...times.slice(1).map((time, i) => time - times[i]));
    const rate = ((times.length - 1) * 1000) / (times.at(-1) - times[0]);
    note(`${rate.toFixed(1)} frames a second at 1,000 events a second; the longest took ${longest.toFixed(0)} ms`);
  } finally {
    await stream.stop();
  }
}

// Says when the first figures stand: seconds of the page's own clock.
function watchNumbers(page) {
  return page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[data-card=conversions] .figure')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => { globalThis.numbersAt = performance.now(); }));
    });
    observer.observe(document, { childList: true, subtree: true });
  });
}

const twoMonths = '?from=2025-01-15&through=2025-03-15';
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)].toFixed(0);

function timesOf(page) {
  return page.evaluate(() => ({ paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, numbers: globalThis.numbersAt }));
}

async function firstPaint({ page, url, note }) {
  await watchNumbers(page);
  await visit(page, `${url}/${twoMonths}`);
  const runs = [];
  for (let i = 0; i < 7; i += 1) {
    await page.reload();
    await settled(page);
    runs.push(await timesOf(page));
  }
  note(`60 days, warm, medians of 7: first paint ${median(runs.map(({ paint }) => paint))} ms, totals ${median(runs.map(({ numbers }) => numbers))} ms`);
}

// 150 ms there and back, 1.6 Mbit/s, as Lighthouse has it; nothing cached.
async function slowLine({ browser, url, note }) {
  const runs = [];
  for (let i = 0; i < 5; i += 1) {
    const page = await browser.open({});
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 });
    await watchNumbers(page);
    await visit(page, `${url}/${twoMonths}`);
    runs.push(await timesOf(page));
    await page.context().close();
  }
  note(`slow 4G, cold, medians of 5: first paint ${median(runs.map(({ paint }) => paint))} ms, totals ${median(runs.map(({ numbers }) => numbers))} ms`);
}

async function bytes({ page, url, note }) {
  const traffic = await bytesOf(page, () => visit(page, `${url}/${twoMonths}`));
  note(`overview, compressed: ${traffic.files} files of ${(traffic.fileBytes / 1024).toFixed(1)} KiB, answers of ${(traffic.answerBytes / 1024).toFixed(1)} KiB`);
}

// What the page holds after its garbage went, each minute, while events come.
async function heap({ page, url, site, note, minutes }) {
  const events = String(Math.ceil(minutes * 60_000 * 1.2));
  await site.programs.run('attrib-generate', '--events', events, '--seed', '3', '--start', '2025-03-14', '--days', '2', '--output', 'long.csv');
  const session = await page.context().newCDPSession(page);
  await visit(page, url);
  const stream = site.programs.start('attrib-stream', ...site.database(), '--rate', '1000', 'long.csv');
  try {
    for (let minute = 0; minute <= minutes; minute += 1) {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      note(`minute ${minute}: heap ${(usedSize / 2 ** 20).toFixed(1)} MiB, ${await page.evaluate(() => document.querySelectorAll('*').length)} elements`);
      if (minute < minutes) await framesIn(page, 60_000);
    }
  } finally {
    await stream.stop();
  }
}

export const cases = [
  { name: 'bench: first paint', run: firstPaint },
  { name: 'bench: first figures on slow 4G', page: false, run: slowLine },
  { name: 'bench: bytes of the first screen', run: bytes },
  { name: 'bench: frames under load', needs: 'programs', run: frames },
  { name: 'bench: heap over minutes', needs: 'programs', run: heap },
];
