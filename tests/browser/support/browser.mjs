// Chromium, and pages that remember everything they complained about.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const complaints = new WeakMap();

export class Browser {
  #chromium;

  static async launch() {
    const browser = new Browser();
    browser.#chromium = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'], // which Chromium refuses to have as root
    });
    return browser;
  }

  // A page of its own context: no storage, no cache of others. English, so that texts are known.
  async open({ width = 1280, height = 900, scheme = 'light', ...more }) {
    const context = await this.#chromium.newContext({
      viewport: { width, height }, colorScheme: scheme, locale: 'en-GB', timezoneId: 'UTC', ...more,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const heard = [];
    complaints.set(page, heard);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) heard.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => heard.push(`exception: ${error.stack}`));
    // Nothing may come from, or go to, another host.
    page.on('request', (request) => {
      const address = new URL(request.url());
      if (['http:', 'https:'].includes(address.protocol) && address.hostname !== '127.0.0.1') heard.push(`request to ${request.url()}`);
    });
    return page;
  }

  // Fails on errors, warnings (violations of the content security policy are such) and exceptions.
  check(page, tolerates = /^$/) {
    const heard = complaints.get(page).filter((text) => !tolerates.test(text));
    assert.deepEqual(heard, [], 'the console must be empty');
  }

  close() {
    return this.#chromium.close();
  }
}

// Opens the page and waits until its numbers stand.
export async function visit(page, address) {
  await page.goto(address);
  await settled(page);
}

// Every panel that is seen has what it asked for.
export async function settled(page) {
  await page.waitForFunction(() => {
    const bodies = [...document.querySelectorAll('.panel-body')].filter((body) => body.checkVisibility());
    const isDone = (body) => body.getAttribute('aria-busy') === 'false' && body.childElementCount > 0 && !body.matches('.is-stale');
    return bodies.length > 0 && bodies.every(isDone) && document.querySelector('[data-live=on]') !== null;
  });
}
