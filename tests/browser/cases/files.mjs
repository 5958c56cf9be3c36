// What the page loads: its first modules at once, and little of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../../../apps/dashboard', import.meta.url));
const mostKiB = 200;

const read = (file) => readFileSync(path.join(folder, file), 'utf8');
const importsOf = (file) => [...read(file).matchAll(/^(?:import|export)[^'"]*? from '([^']+)'/gms)].map(([, name]) => path.join(path.dirname(file), name));

// All that these modules import, whatever the depth.
function graphOf(starts) {
  const found = new Set();
  const open = [...starts];
  while (open.length > 0) {
    const file = open.pop();
    if (found.has(file)) continue;
    found.add(file);
    open.push(...importsOf(file));
  }
  return found;
}

const named = (pattern) => [...read('index.html').matchAll(pattern)].map(([, file]) => file);

// A module that is not named is found one import later, which costs a round trip.
function preloaded() {
  const wanted = graphOf(['js/main.js', 'js/rest.js', ...['disagreement', 'live', 'days', 'breakdown'].map((name) => `js/panels/${name}.js`)]);
  assert.deepEqual(named(/rel="modulepreload" href="([^"]+)"/g).sort(), [...wanted].sort());
}

function small({ note }) {
  const files = ['index.html', ...named(/(?:href|src)="((?:js|css)\/[^"]+|icon\.svg)"/g)];
  const size = [...new Set(files)].reduce((sum, file) => sum + gzipSync(read(file)).length, 0) / 1024;
  note(`the first view: ${new Set(files).size} files, ${size.toFixed(0)} KiB compressed`);
  assert.ok(size <= mostKiB);
}

export const cases = [
  { name: 'files: the page names its modules', page: false, run: preloaded },
  { name: 'files: the first view is small', page: false, run: small },
];
