/**
 * Conversations are opened from their rows, on a phone and from an offer (defects 4, 5 and 14 of the workbench's
 * audit).
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import { scrollsSideways } from '../support/axe.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { goToView, hides, openBrowser, reply, rows, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let browser: Workbenches;
let stack: Stack;
let page: Page;
let seat: Seat;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  seat = await browser.sit(agentOf());
  ({ page } = seat);
});
const agentOf = (place = 0) => agentsOf(stack)[place]!;
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

const rowOf = (from: string): Locator => rows(page).filter({ hasText: new RegExp(from) });
const heading = (from: string, on = page): Locator => on.getByRole('heading', { level: 2, name: new RegExp(from) });

test('a row is a link: Enter opens it, and Ctrl in a new tab (4)', async () => {
  const { from } = await assigned(stack, agentOf(), 'Open me');
  await goToView(page, 'All');
  await shows(rowOf(from));
  expect(await rowOf(from).getAttribute('href')).toMatch(/^\/inbox\/[\w-]+/);
  const [tab] = await Promise.all([
    seat.context.waitForEvent('page'),
    rowOf(from).click({ modifiers: ['ControlOrMeta'] }),
  ]);
  await shows(heading(from, tab));
  await tab.close();
  expect(await heading(from).count()).toBe(0);
  await rowOf(from).press('Enter');
  await shows(heading(from));
  expect(new URL(page.url()).pathname).toMatch(/^\/inbox\/[\w-]+$/);
});

/** Whether a part of the page can be pressed where it stands: nothing covers it, and it is not out of view. */
const isReachable = async (part: Locator): Promise<boolean> => {
  const box = await part.boundingBox();
  if (box === null) return false;
  const at = `${box.x + box.width / 2}, ${box.y + box.height / 2}`;
  const there = await page.evaluateHandle(`document.elementFromPoint(${at})`);
  return part.evaluate((element: { contains: (other: unknown) => boolean }, other) => element.contains(other), there);
};

test('on a phone there is one thing at a time: the list, the thread, the panel, and the way back (5)', async () => {
  const { from } = await assigned(stack, agentOf(), 'On the phone');
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(rowOf(from));
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const isWide = async (part: Locator): Promise<void> => expect((await part.boundingBox())?.width).toBeGreaterThan(380);
  await isWide(list);
  await rowOf(from).click();
  await shows(heading(from));
  await hides(list);
  await isWide(page.getByRole('log'));
  for (const part of [heading(from), reply(page), page.getByText('On the phone').first()])
    await eventually(() => isReachable(part), String(part));
  expect(await scrollsSideways(page)).toBe(false);
  await reply(page).fill('I come');
  await reply(page).press('Enter');
  await shows(page.getByRole('log').getByText('I come'));
  await page.getByRole('button', { name: 'About the contact' }).click();
  const panel = page.getByRole('complementary', { name: 'About the contact' });
  await shows(panel);
  await eventually(() => isReachable(panel.getByRole('button', { name: 'Edit' })), 'the panel');
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByRole('button', { name: 'Close the panel' }).click();
  await hides(panel);
  await eventually(() => isReachable(reply(page)), 'the reply box');
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await shows(list);
  await hides(heading(from));
  await isWide(list);
  await page.setViewportSize({ width: 1280, height: 720 });
});

test('after Accept, no other one comes under the pointer, and the keyboard is in the conversation (14)', async () => {
  const agent = await stack.agent(0);
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  const contacts = [newContact(), newContact(), newContact()];
  for (const from of contacts) await writes(stack, from, 'I wait');
  const offers = page.getByRole('article', { name: 'Offer' });
  await eventually(() => offers.count(), 'the offers', { until: count => count === contacts.length });
  // Others lie above it, and would slide down.
  const text = await offers.first().innerText();
  const from = contacts.find(each => text.includes(each))!;
  const accept = offers.first().getByRole('button', { name: 'Accept' });
  const { x, y, width, height } = (await accept.boundingBox())!;
  const under = { x: x + width / 2, y: y + height / 2 };
  await page.mouse.move(under.x, under.y);
  await page.mouse.down();
  await page.mouse.up();
  await shows(heading(from));
  await eventually(() => offers.count(), 'the others', { until: count => count === contacts.length - 1 });
  expect(
    await page.evaluate(`document.elementFromPoint(${under.x}, ${under.y})?.closest('button')?.textContent ?? null`),
  ).toBeNull();
  await eventually(() => page.evaluate<string>('document.activeElement.textContent'), 'the heading has the keyboard', {
    until: seen => seen.includes(from) && seen.length < 40,
  });
  // By keyboard, too: F8 goes to the next one.
  await page.keyboard.press('F8');
  const next = await page.evaluate<string>("document.activeElement.closest('article').textContent");
  await page.keyboard.press('Enter');
  const other = contacts.find(each => next.includes(each))!;
  await shows(heading(other));
  await eventually(
    () => page.evaluate<string>('document.activeElement.textContent'),
    'the other heading has the keyboard',
    { until: seen => seen.includes(other) && seen.length < 40 },
  );
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
});
