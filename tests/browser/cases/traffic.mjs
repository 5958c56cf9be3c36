// What the first screen costs on the line.
import assert from 'node:assert/strict';
import { visit } from '../support/browser.mjs';
import { bytesOf } from '../support/traffic.mjs';

const mostBytes = 200_000;

async function firstScreen({ page, url, note }) {
  const { files, fileBytes, answerBytes } = await bytesOf(page, () => visit(page, url));
  note(`${files} files of ${fileBytes} bytes, answers of ${answerBytes} bytes, compressed`);
  assert.ok(files > 20, 'nothing was cached');
  assert.ok(fileBytes + answerBytes <= mostBytes);
}

export const cases = [{ name: 'traffic: the first screen takes 200 KB at most', run: firstScreen }];
