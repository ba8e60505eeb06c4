/** The workbench in a real Chromium. Faults are put in at the network, by the browser's own `route()`. */
import { expect } from '@jest/globals';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Locator, Page, Route } from 'playwright-core';
import { eventually } from './eventually.ts';
import { atFailure, atFileEnd } from './running-test.ts';
import { chromiumProgram } from './servers/chromium.ts';
import type { Stack } from './stack.ts';

/** The messages of a conversation, once they are there. */
const READABLE = '[role=log][aria-busy=false]';
/** As `eventually`: for hangs, not for slow machines. */
const PATIENCE_MS = 60_000;

export interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  /** The tab once more, as a browser duplicates one: the session is the same. */
  tab(): Promise<Page>;
}

export interface Workbenches {
  /** A browser of somebody's, logged in. */
  sit(who: Person, options?: { readonly address?: string }): Promise<Seat>;
  /** Pages complained of nothing, but for calls that a test spoiled. */
  noErrors(allowed?: RegExp): void;
  /** Closes all browsers. */
  leave(): Promise<void>;
}

interface Person {
  readonly email: string;
  readonly password: string;
}

/** A draft that is saved while its message is taken finds a newer version: a matter of moments, and no fault. */
const OF_MOMENTS = /status of 409/;
/** What Chromium says of every answer that is none of 2xx, and of every call that failed. */
const OF_NETWORK = /^(Failed to load resource: |WebSocket connection to )/;

/**
 * Chromium for one test file. What pages say is wrong is looked at with `noErrors`, after each test.
 * @throws why there is none.
 */
export async function openBrowser(stack: Stack): Promise<Workbenches> {
  const found = chromiumProgram();
  const browser: Browser = await chromium.launch({
    executablePath: found.path,
    env: { ...(process.env as Record<string, string>), ...found.env },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ],
  });
  atFileEnd(() => browser.close());
  const wrong: string[] = [];
  const contexts: BrowserContext[] = [];
  atFailure(() => seenBy(contexts));
  const watch = (page: Page): Page => {
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', error => wrong.push(`page error: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
    });
    return page;
  };
  const enter = async (page: Page, who: Person, address: string): Promise<Page> => {
    await page.goto(`${stack.baseUrl}/${address}`);
    await logIn(page, who);
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
    return page;
  };
  return {
    sit: async (who, { address = '' } = {}) => {
      const context = await browser.newContext();
      contexts.push(context);
      const page = await enter(watch(await context.newPage()), who, address);
      return { context, page, tab: () => duplicate(context, page, watch) };
    },
    noErrors: allowed => {
      const said = wrong.splice(0);
      // Only what a test puts in at the network, and says.
      expect(
        said.filter(text => !(OF_NETWORK.test(text) && (OF_MOMENTS.test(text) || allowed?.test(text) === true))),
      ).toEqual([]);
    },
    leave: async () => void (await Promise.all(contexts.splice(0).map(context => context.close()))),
  };
}

/** What somebody who sits at the pages would read there. */
async function seenBy(contexts: readonly BrowserContext[]): Promise<string> {
  const pages = contexts.flatMap(context => context.pages());
  const seen = await Promise.all(pages.map(page => page.ariaSnapshot().then(text => `${page.url()}\n${text}`, String)));
  return seen.join('\n\n');
}

async function duplicate(context: BrowserContext, page: Page, watch: (page: Page) => Page): Promise<Page> {
  const [opened] = await Promise.all([context.waitForEvent('page'), page.evaluate('void window.open(location.href)')]);
  await watch(opened).locator(READABLE).waitFor();
  return opened;
}

/** Fills in the form of the log-in, wherever it stands. */
export async function logIn(page: Page, { email, password }: Person): Promise<void> {
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

export const reply = (page: Page): Locator => page.getByRole('textbox', { name: 'Reply' });
/**
 * The way to try again that stands beside the box. Whenever the server cannot be reached, another one stands above
 * everything.
 */
export const sendAgain = (page: Page): Locator =>
  page.getByRole('alert').filter({ hasText: 'Not sent' }).getByRole('button', { name: 'Try again' });
/** The way to try again that stands in the place of what could not be loaded. @param what as the page calls it. */
export const loadAgain = (page: Page, what: string): Locator =>
  page
    .getByRole('alert')
    .filter({ hasText: `${what} could not be loaded.` })
    .getByRole('button', { name: 'Try again' });
/**
 * Opens a conversation by its row.
 * @param read whether its messages are waited for; otherwise only it.
 */
export const openChat = async (page: Page, name: string, read = true): Promise<void> => {
  await page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('heading', { name: new RegExp(name) }).waitFor();
  if (read) await page.locator(READABLE).waitFor();
};

/** What stands in the box, once it is that. */
export const stands = (box: Locator, text: string, what = 'the text in the box'): Promise<string> =>
  eventually(() => box.inputValue().catch((error: unknown) => String(error)), what, { until: seen => seen === text });
/** Once it is shown. */
export const shows = async (place: Locator): Promise<void> =>
  void (await eventually(() => place.first().isVisible(), String(place)));
/** Once it is not shown any more. */
export const hides = async (place: Locator): Promise<void> =>
  void (await eventually(async () => !(await place.first().isVisible()), `not ${String(place)}`));

/** A call that is held, before it is sent or before its answer is seen, until a test lets it go. */
export interface Held {
  readonly calls: () => number;
  readonly letGo: () => void;
}

/** Holds calls whose method and path fit. @param when `before` the server sees them, or `after` it has answered. */
export async function hold(
  page: Page,
  method: string,
  path: RegExp,
  when: 'before' | 'after' = 'before',
): Promise<Held> {
  let calls = 0;
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>(resolve => (letGo = resolve));
  await page.route(path, async route => {
    if (route.request().method() !== method) return route.fallback();
    calls += 1;
    if (when === 'before') {
      await gate;
      return route.continue();
    }
    const answer = await route.fetch();
    await gate;
    return route.fulfill({ response: answer });
  });
  return { calls: () => calls, letGo };
}

/** Lets calls reach the server and loses their answers, or answers in the server's place. @returns how to end it. */
export async function spoil(
  page: Page,
  method: string,
  path: RegExp,
  how: 'lost answer' | 'no network' | { readonly status: number; readonly body: string; readonly contentType?: string },
): Promise<{ readonly calls: () => number; readonly end: () => Promise<void> }> {
  let calls = 0;
  const handler = async (route: Route): Promise<void> => {
    if (route.request().method() !== method) return route.fallback();
    calls += 1;
    if (how === 'no network') return route.abort('connectionfailed');
    if (how === 'lost answer') {
      await route.fetch();
      return route.abort('connectionreset');
    }
    return route.fulfill({ contentType: 'text/html', ...how });
  };
  await page.route(path, handler);
  return { calls: () => calls, end: () => page.unroute(path, handler) };
}
