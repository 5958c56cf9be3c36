// screenshots.mjs PROGRAMS: makes the pictures of the documentation, docs/img/dashboard-*.png, from
// generated events: light, dark, on a phone, and the other views.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser, settled, visit } from './support/browser.mjs';
import { Site } from './support/site.mjs';

const images = fileURLToPath(new URL('../../docs/img', import.meta.url));
const folder = 'pictures';
const desktop = { width: 1440, height: 1000 };

const pictures = [
  { name: 'light', query: '', page: desktop },
  { name: 'dark', query: '', page: { ...desktop, scheme: 'dark' } },
  { name: 'phone', query: '', page: { width: 390, height: 844, deviceScaleFactor: 2 } },
  { name: 'value', query: '?pick=%5B%22Email%22%5D&mode=change', page: { width: 1600, height: 1000 } },
  { name: 'compare', query: '?view=compare&models=last_non_direct,linear,position_based,time_decay,shapley', page: desktop },
  { name: 'paths', query: '?view=paths', page: desktop },
];

async function load(site) {
  // Days that end with today, as on a page in use.
  const start = new Date(Date.now() - 49 * 86_400_000).toISOString().slice(0, 10);
  const scenario = ['--events', '250000', '--seed', '4', '--start', start, '--days', '50'];
  await site.programs.run('attrib-generate', ...scenario, '--output', 'pictures.csv');
  await site.programs.run('attrib-load', ...site.database(folder), 'pictures.csv');
  await site.programs.run('attrib-model', ...site.database(folder));
  return site.serve({ folder });
}

async function take(browser, url, { name, query, page: options }) {
  const page = await browser.open(options);
  await visit(page, `${url}/${query}`);
  // Marks of the models that are asked for last.
  await page.waitForFunction(() => !document.querySelector('.view-overview') || document.querySelector('.dot.is-ghost'));
  await settled(page);
  await page.screenshot({ path: path.join(images, `dashboard-${name}.png`) });
  await page.context().close();
}

const site = await Site.start(process.argv[2]);
const browser = await Browser.launch();
try {
  const { url } = await load(site);
  for (const picture of pictures) await take(browser, url, picture);
} finally {
  await browser.close();
  await site.stop();
}
