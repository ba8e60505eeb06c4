/** Words that are 40 % longer than those of English, as other languages' are, fit into every screen of the workbench. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { root } from '../../ops/root.ts';
import type { Words } from '../../web/src/lib/i18n-language.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import { scrollsSideways } from '../support/axe.ts';
import type { Workbenches } from '../support/browser.ts';
import { openBrowser, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { PLURAL, namespaces, wordsOf } from '../support/locale-words.ts';
import { pseudoWords } from '../support/pseudo-words.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { Seats } from '../support/workbench-screens.ts';
import { SCREENS, WIDE, leaveScreens, openedInEnglish, seatsFor } from '../support/workbench-screens.ts';

/** Pixels. */
const NARROW = 320;

let stack: Stack;
let browser: Workbenches;
let contact: string;
let seats: Seats;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
  contact = (await assigned(stack, agentsOf(stack)[0]!, 'Where is my bike? Order 88-1204')).from;
  seats = await seatsFor(stack, browser);
});
afterEach(() => leaveScreens(seats, browser));
afterAll(() => stack.close());

/** All words 40 % longer, in the place of Spanish. */
async function longer(page: Page): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(root, 'web/dist/.vite/manifest.json'), 'utf8')) as Record<
    string,
    { readonly file: string }
  >;
  const words = Object.fromEntries(
    namespaces.map(name => {
      const english = wordsOf('en', name);
      const withMany = (some: Words): Words => {
        const more = Object.entries(some)
          .filter(([key]) => key.endsWith('_other'))
          .map(([key, value]) => [key.replace(PLURAL, '_many'), value] as const);
        const all = [...Object.entries(some), ...more];
        return Object.fromEntries(
          all.map(([key, value]) => [key, typeof value === 'string' ? value : withMany(value)]),
        );
      };
      return [`./${name}.json`, pseudoWords(withMany(english))];
    }),
  );
  const { file } = manifest['src/locales/es/index.ts']!;
  await page.route(`**/${file}`, route =>
    route.fulfill({ contentType: 'text/javascript', body: `export const words = ${JSON.stringify(words)};` }),
  );
}

/** Elements that hide a part of their words, and say it in no other way. */
const clipped = (page: Page): Promise<string[]> =>
  page.evaluate(`
    [...document.querySelectorAll('body *')]
      .filter(element => {
        const style = getComputedStyle(element);
        const hides = [style.overflowX, style.overflowY].some(each => each === 'hidden' || each === 'clip');
        // What is for screen readers alone has no size; pictures and what stands for them have no words.
        if (!hides || element.clientWidth <= 1 || element.innerText?.trim() === '' || element.closest('[aria-hidden=true]'))
          return false;
        // What people wrote may be long: its beginning is enough. Our own words are told in full.
        const isTheirs = element.closest('bdi, [dir=auto]') !== null || element.querySelector('bdi') !== null;
        const isTold = (style.textOverflow === 'ellipsis' && isTheirs) || element.closest('[title]') !== null;
        const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
        return isCut && !isTold;
      })
      .map(element => element.className + ': ' + element.innerText)
  `);

test.each(SCREENS.map(screen => [screen.name, screen] as const))(
  '%s: words that are 40 %% longer are not cut off',
  async (_name, screen) => {
    const page = seats.get(screen.who)!;
    await longer(page);
    await openedInEnglish(screen, seats, stack, contact);
    await browser.speak(page, 'es');
    await shows(page.getByText('·').first());
    for (const width of [screen.atMost ?? WIDE, NARROW]) {
      await page.setViewportSize({ width, height: 800 });
      // What floats finds its new place a moment later.
      await eventually(
        async () => [...(await clipped(page)), ...((await scrollsSideways(page)) ? ['scrolls sideways'] : [])],
        `what is cut off, ${width} pixels wide`,
        { until: found => found.length === 0 },
      );
    }
  },
);
