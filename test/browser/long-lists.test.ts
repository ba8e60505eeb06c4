/**
 * Lists that are far longer than a screen: of conversations and of messages. At full size by `npm run chaos -- browser`.
 * Numbers are lines of the workbench's acceptance list.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Workbenches } from '../support/browser.ts';
import { goToView, openBrowser, rows, shows } from '../support/browser.ts';
import { deliverMany } from '../support/deliver-many.ts';
import { eventually } from '../support/eventually.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** More than three pages of each. */
const CONVERSATIONS = size({ quick: 320, full: 10_000 });
const MESSAGES = size({ quick: 400, full: 10_000 });
/** Elements of the list at most, however long it is. */
const MOST_ROWS = 80;

let stack: Stack;
let browser: Workbenches;
let page: Page;

beforeAll(async () => {
  stack = await createStack({ tenants: [{}], temporal: 'none' });
  browser = await openBrowser(stack);
  ({ page } = await browser.sit(stack.tenants[0]!.users[0]!));
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

test('a thread opens at its newest message, and what is read stays in its place while older ones come above it (line 3)', async () => {
  await deliverMany(
    stack,
    MESSAGES,
    () => '49861000000',
    place => `Line ${place}`,
  );
  await goToView(page, 'All');
  await rows(page).first().click();
  const log = page.getByRole('log');
  await shows(log.getByText(`Line ${MESSAGES - 1}`, { exact: true }));
  for (let older = 0; older < 3; older += 1) {
    const moved = await page.evaluate<number>(`new Promise(resolve => {
      const log = document.querySelector('[role=log]');
      const all = () => [...log.querySelectorAll('[data-message]')];
      const topOf = element => element.getBoundingClientRect().top;
      const count = all().length;
      log.scrollTop = 200;
      const read = all().find(each => topOf(each) >= topOf(log));
      const before = topOf(read);
      let [most, frames] = [0, 0];
      // As each picture is drawn, after all that is done before it, and for some after they have come.
      const look = () => new IntersectionObserver(([seen], observer) => {
        observer.disconnect();
        most = Math.max(most, Math.abs(seen.boundingClientRect.top - before));
        if (all().length > count) frames += 1;
        if (frames < 20) look();
        else resolve(most);
      }).observe(read);
      look();
    })`);
    expect(moved).toBeLessThanOrEqual(1);
  }
});

test('a list holds few rows however long it is, and each says its place among all (lines 2 and 6)', async () => {
  await deliverMany(
    stack,
    CONVERSATIONS,
    place => `4986200${String(place).padStart(5, '0')}`,
    place => `Conversation ${place}`,
  );
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(rows(page));
  const list = page.getByRole('list', { name: 'Conversations' });
  const items = list.getByRole('listitem');
  const scrollTo = (top: string): Promise<void> =>
    page.evaluate(`(() => {
      const list = document.querySelector('[role=list][aria-label=Conversations]');
      list.parentElement.scrollTop = ${top};
    })()`);
  // With the one of the thread before; also before they are loaded.
  const total = String(CONVERSATIONS + 1);
  await eventually(() => items.first().getAttribute('aria-setsize'), 'how many', { until: seen => seen === total });
  let most = 0;
  await eventually(
    async () => {
      await scrollTo('list.scrollHeight');
      most = Math.max(most, await items.count());
      return items.last().getAttribute('aria-posinset');
    },
    'the whole list',
    { until: seen => seen === total, deadlineMs: size({ quick: 120_000, full: 900_000 }) },
  );
  const middle = Math.floor(CONVERSATIONS / 2);
  await scrollTo(`list.scrollHeight * ${middle / (CONVERSATIONS + 1)}`);
  // The newest stands first.
  const wanted = items.filter({
    hasText: new RegExp(`Conversation ${CONVERSATIONS - middle}$|Conversation ${CONVERSATIONS - middle}\\D`),
  });
  await shows(wanted);
  expect([await wanted.getAttribute('aria-posinset'), await wanted.getAttribute('aria-setsize')]).toEqual([
    String(middle),
    total,
  ]);
  most = Math.max(most, await items.count());
  expect(most).toBeLessThan(MOST_ROWS);
});
