// Measurements, printed and not judged: they depend on the machine.
import { settled, visit } from '../support/browser.mjs';

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

// Notes in the page when its first figures are painted.
function watchNumbers() {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('[data-card=conversions] .figure')) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { globalThis.numbersAt = performance.now(); }));
  });
  observer.observe(document, { childList: true, subtree: true });
}

async function firstPaint({ page, url, note }) {
  await page.addInitScript(watchNumbers);
  await visit(page, `${url}/?from=2025-01-15&through=2025-03-15`);
  const runs = [];
  for (let i = 0; i < 7; i += 1) {
    await page.reload();
    await settled(page);
    runs.push(await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0].startTime, numbers: globalThis.numbersAt,
    })));
  }
  const median = (name) => runs.map((run) => run[name]).sort((a, b) => a - b)[3].toFixed(0);
  note(`60 days, warm, medians of 7: first paint ${median('paint')} ms, totals ${median('numbers')} ms`);
}

// The heap after some minutes of events beside the heap at their beginning, garbage collected.
async function memory({ page, url, site, note, minutes }) {
  await site.programs.run('attrib-generate', '--events', String(minutes * 60_000), '--seed', '3', '--start', '2025-03-14', '--days', '2', '--output', 'memory.csv');
  await visit(page, url);
  const devtools = await page.context().newCDPSession(page);
  const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  const stream = site.programs.start('attrib-stream', ...site.database(), '--rate', '1000', 'memory.csv');
  try {
    const sizes = [];
    for (let i = 0; i < minutes * 5; i += 1) { // the stream outlasts them
      await page.waitForTimeout(10_000);
      sizes.push((await heap()).toFixed(1));
    }
    note(`heap while 1,000 events a second come in, every 10 s: ${sizes.join(', ')} MiB`);
  } finally {
    await stream.stop();
  }
}

// What a first visit takes on a slow line: 150 ms to and fro, 1.6 Mbit/s.
async function slowLine({ page, url, note }) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 });
  await page.addInitScript(watchNumbers);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.numbersAt);
  const { numbers, size } = await page.evaluate(() => ({
    numbers: globalThis.numbersAt, size: performance.getEntriesByType('resource').reduce((sum, { transferSize }) => sum + transferSize, 0),
  }));
  note(`slow 4G, cold: first figures after ${numbers.toFixed(0)} ms and ${(size / 1024).toFixed(0)} KiB`);
}

export const cases = [
  { name: 'bench: a slow line', run: slowLine },
  { name: 'bench: memory', needs: 'programs', run: memory },
  { name: 'bench: first paint', run: firstPaint },
  { name: 'bench: frames under load', needs: 'programs', run: frames },
];
