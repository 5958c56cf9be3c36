// Every answer is as libattrib/http/openapi.json has it; the checks are in openapi.mjs, which also
// runs alone.
import { checkApi } from '../openapi.mjs';
import { readToken, writeToken } from '../support/site.mjs';

async function answers({ site, url, note }) {
  const own = site.isOurs ? { write: writeToken } : {};
  note(`${await checkApi(url, own)} answers and messages checked`);
}

async function answersToReaders({ site, note }) {
  const server = await site.serve({ tokens: [`read ${readToken}`, `write ${writeToken}`], more: ['--collect'] });
  try {
    note(`${await checkApi(server.url, { read: readToken, write: writeToken })} answers and messages checked`);
  } finally {
    await server.stop();
  }
}

export const cases = [
  { name: 'openapi: every answer is as described', page: false, run: answers },
  { name: 'openapi: with tokens for reading and writing', page: false, needs: 'programs', run: answersToReaders },
];
