/** Where a thread is read, and when it goes on by itself. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, openChat, reply, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;
let from: string;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50, wrapUpMs: 0 }] });
  browser = await openBrowser(stack);
  ({ page } = await browser.sit(agentsOf(stack)[0]!));
});
beforeEach(async () => {
  ({ from } = await assigned(stack, agentsOf(stack)[0]!, 'Where is my bike?'));
  await openChat(page, from);
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

/** Pixels from what is seen of a thread to its end. */
const fromEnd = (element: { scrollHeight: number; scrollTop: number; clientHeight: number }): number =>
  element.scrollHeight - element.scrollTop - element.clientHeight;

test('the place that is read stays, and a button leads to what is new (12)', async () => {
  for (let number = 1; number <= 30; number += 1) await writes(stack, from, `Line ${number}\n\n\n\n`);
  const log = page.getByRole('log');
  await shows(log.getByText('Line 30'));
  await log.hover();
  const toEnd = page.getByRole('button', { name: 'To the newest message' });
  // As often as it takes: a page that is busy may miss a turn of the wheel.
  await eventually(async () => {
    await page.mouse.wheel(0, -300);
    return toEnd.isVisible();
  }, 'the way back to the end');
  await eventually(() => log.evaluate((element: { scrollTop: number }) => element.scrollTop), 'a place that stays', {
    until: (() => {
      let last = -1;
      return (seen: number) => last === (last = seen);
    })(),
  });
  const top = (): Promise<number> => log.evaluate((element: { scrollTop: number }) => element.scrollTop);
  const before = await top();
  await writes(stack, from, 'Something new');
  await shows(page.getByRole('button', { name: '1 new message' }));
  expect(await top()).toBe(before);
  await page.getByRole('button', { name: '1 new message' }).click();
  await hides(page.getByRole('button', { name: /new message|newest message/ }));
  // At the end what comes is followed.
  await writes(stack, from, 'And more');
  await eventually(() => log.evaluate(fromEnd), 'the distance from the end', { until: seen => seen <= 2 });
  await shows(log.getByText('And more'));
});

test('whoever sends something off sees it, wherever the thread was read', async () => {
  for (let number = 1; number <= 20; number += 1) await writes(stack, from, `Line ${number}\n\n\n\n`);
  const log = page.getByRole('log');
  await shows(log.getByText('Line 20'));
  await log.hover();
  await eventually(async () => {
    await page.mouse.wheel(0, -300);
    return page.getByRole('button', { name: 'To the newest message' }).isVisible();
  }, 'the way back to the end');
  await reply(page).fill('Here it is.');
  await reply(page).press('Enter');
  await shows(log.getByText('Here it is.'));
  await eventually(() => log.evaluate(fromEnd), 'the distance from the end', { until: seen => seen <= 2 });
  await hides(page.getByRole('button', { name: 'To the newest message' }));
});
