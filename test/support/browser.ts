/** The workbench in a real Chromium. Faults are injected into the network with the browser's own `route()`. */
import { expect } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page, Route } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { eventually } from './eventually.ts';
import { atFailure, atFileEnd } from './running-test.ts';
import type { Stack } from './stack.ts';

/** The messages of a conversation, once they are loaded. */
export const READABLE = '[role=log][aria-busy=false]';
/** Like the deadline of `eventually`: catches a hang, not a slow machine. */
const PATIENCE_MS = 60_000;

/** One person's browser. */
export interface Seat {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Duplicates the tab, as a browser does: with the same session. */
  tab(): Promise<Page>;
}

export interface Workbenches {
  /** Opens a separate browser context and logs in. @param options.address path to open, relative to the root. */
  sit(who: Person, options?: { readonly address?: string }): Promise<Seat>;
  /** Opens a separate browser context in which nobody is logged in. @param device what it runs on, such as a phone. */
  visit(device?: BrowserContextOptions): Promise<Page>;
  /** Chooses the language of a page, such as `ar`; what is open stays open. */
  speak(page: Page, language: string): Promise<void>;
  /**
   * Expects that no page logged a warning or an error since the last call. `allowed` matches messages about failed
   * network calls that the test caused; the address of the call stands at their end.
   */
  noErrors(allowed?: RegExp): void;
  /** Closes all browsers. */
  leave(): Promise<void>;
}

interface Person {
  readonly email: string;
  readonly password: string;
}

/** Saving a draft while its message is being accepted meets a newer version (409). This is a race and no fault. */
const OF_MOMENTS = /status of 409.* \S+\/draft\b/;
/** Chromium's message where the machine has no audio device, for each sound. */
const OF_DEVICES = /^The AudioContext encountered an error from the audio device/;
/** Chromium's messages about responses with an error status and about failed calls. */
const OF_NETWORK = /^(Failed to load resource: |WebSocket connection to )/;

/**
 * Starts Chromium for one test file. Call `noErrors` after each test to check what pages logged.
 * @throws when Chromium is not available; the message says why.
 */
export async function openBrowser(stack: Stack): Promise<Workbenches> {
  const browser: Browser = await launchChromium();
  atFileEnd(() => browser.close());
  const wrong: string[] = [];
  const contexts: BrowserContext[] = [];
  atFailure(() => seenBy(contexts));
  const watch = (page: Page): Page => {
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', error => wrong.push(`page error: ${error.message}`));
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning')
        wrong.push(`${message.text()} ${message.location().url}`);
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
    visit: async device => {
      const context = await browser.newContext(device);
      contexts.push(context);
      const page = watch(await context.newPage());
      await page.goto(stack.baseUrl);
      return page;
    },
    speak: async (page, language) => {
      // What a page is told when another tab of the browser chooses one: what is open in this one stays open.
      await page.evaluate(`
        localStorage.setItem('sigfollow-language', '${language}');
        dispatchEvent(new StorageEvent('storage', { key: 'sigfollow-language', newValue: '${language}' }));
      `);
      await page.locator(`html[lang=${language}]`).waitFor();
      // What floats finds its place anew when the window changes, not when the direction of writing does.
      await page.evaluate("window.dispatchEvent(new Event('resize'))");
    },
    noErrors: allowed => {
      const said = wrong.splice(0).filter(text => !OF_DEVICES.test(text));
      // Of all others only network errors are tolerated, and of those only what the test announced.
      expect(
        said.filter(text => !(OF_NETWORK.test(text) && (OF_MOMENTS.test(text) || allowed?.test(text) === true))),
      ).toEqual([]);
    },
    leave: async () => void (await Promise.all(contexts.splice(0).map(context => context.close()))),
  };
}

/** The URL and accessibility tree of every open page, for a failed test. */
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

/** Fills in and submits the log-in form, wherever on the page it is. */
export async function logIn(page: Page, { email, password }: Person): Promise<void> {
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

export const reply = (page: Page): Locator => page.getByRole('textbox', { name: 'Reply' });
/** Messages that were sent off and are not known to be taken, at the end of the thread. */
export const pending = (page: Page): Locator => page.getByRole('log').locator('[data-pending]');
/** The button of a message that was sent off and has not arrived. */
export const sendAgain = (page: Page): Locator => pending(page).getByRole('button', { name: 'Try now' });
/** The rows of the list of conversations. */
export const rows = (page: Page): Locator => page.getByRole('list', { name: 'Conversations' }).getByRole('link');
/** The link to a view of the list, such as `All`, with the number of conversations in it. */
export const viewLink = (page: Page, view: string, count?: number): Locator =>
  page.getByRole('list', { name: 'Views' }).getByRole('link', {
    name: new RegExp(`^${view}( ${count ?? '[\\d,.]+'})?$`),
  });
/** Goes to a view of the list. */
export const goToView = (page: Page, view: string): Promise<void> => viewLink(page, view).click();
/** Goes to one of the places of the rail, such as `Board`. */
export const goToPlace = (page: Page, place: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place, exact: true }).click();
/** The button that replaces content which could not be loaded. @param what the content's name on the page. */
export const loadAgain = (page: Page, what: string): Locator =>
  page
    .getByRole('alert')
    .filter({ hasText: `${what} could not be loaded.` })
    .getByRole('button', { name: 'Try again' });
/**
 * Opens a conversation by clicking its row in the list.
 * @param name part of the contact's name.
 * @param read whether to wait until its messages are loaded, too.
 */
export const openChat = async (page: Page, name: string, read = true): Promise<void> => {
  await goToView(page, 'All');
  await rows(page)
    .filter({ hasText: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('heading', { name: new RegExp(name) }).waitFor();
  if (read) await page.locator(READABLE).waitFor();
};

/** Waits until a text box has this value. */
export const stands = (box: Locator, text: string, what = 'the text in the box'): Promise<string> =>
  eventually(() => box.inputValue().catch((error: unknown) => String(error)), what, { until: seen => seen === text });
/** Pastes a text into a box, as from another program: unlike what is filled in, it meets the box's limits. */
export async function paste(box: Locator, text: string): Promise<void> {
  const page = box.page();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await box.press('Control+V');
}
/** Waits until an element is visible. */
export const shows = async (place: Locator): Promise<void> =>
  void (await eventually(() => place.first().isVisible(), String(place)));
/** Waits until an element is not visible. */
export const hides = async (place: Locator): Promise<void> =>
  void (await eventually(async () => !(await place.first().isVisible()), `not ${String(place)}`));

/** Network calls that are held until the test lets them go. */
export interface Held {
  readonly calls: () => number;
  /** With `after`: whether the server has answered a call. */
  readonly isHeld: () => boolean;
  readonly letGo: () => void;
}

/**
 * Holds calls of a method whose URL matches.
 * @param when `before`: the server does not see the call; `after`: the server has answered, the page does not see it.
 */
export async function hold(
  page: Page,
  method: string,
  path: RegExp,
  when: 'before' | 'after' = 'before',
): Promise<Held> {
  let calls = 0;
  let isHeld = false;
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
    isHeld = true;
    await gate;
    return route.fulfill({ response: answer });
  });
  return { calls: () => calls, isHeld: () => isHeld, letGo };
}

/**
 * Makes calls of a method whose URL matches fail: `lost answer` lets them reach the server and drops the response, `no
 * network` does not send them, and an object is the response instead of the server's.
 * @returns the number of such calls so far, and a function that ends it.
 */
export async function spoil(
  page: Page,
  method: string,
  path: RegExp,
  how: 'lost answer' | 'no network' | { readonly status: number; readonly body: string; readonly contentType?: string },
): Promise<{ readonly calls: () => number; readonly end: () => Promise<void> }> {
  let calls = 0;
  let isOver = false;
  const underWay = new Set<Promise<void>>();
  const answer = async (route: Route): Promise<void> => {
    if (how === 'no network') return route.abort('connectionfailed');
    if (how === 'lost answer') {
      await route.fetch();
      return route.abort('connectionreset');
    }
    return route.fulfill({ contentType: 'text/html', ...how });
  };
  await page.route(path, async route => {
    if (isOver || route.request().method() !== method) return route.fallback();
    calls += 1;
    const spoiled = answer(route);
    underWay.add(spoiled);
    await spoiled.finally(() => underWay.delete(spoiled));
  });
  // The route stays: one that is taken away would send a call that is under way a second time, by itself.
  const end = async (): Promise<void> => {
    isOver = true;
    await Promise.all(underWay);
  };
  return { calls: () => calls, end };
}
