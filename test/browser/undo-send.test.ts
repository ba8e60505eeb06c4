/** What can still be taken back is overtaken by nothing; how long that is follows the company's wish at once. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { hides, hold, openBrowser, openChat, pending, reply, shows, spoil, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;
const agentOf = () => agentsOf(stack)[0]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50, wrapUpMs: 0 }, {}], worker: false });
  browser = await openBrowser(stack);
});
beforeEach(async () => {
  await undoSeconds(0);
  seat = await browser.sit(agentOf());
  page = seat.page;
});
afterEach(async () => {
  await browser.leave();
  browser.noErrors(/ERR_FAILED|ERR_CONNECTION|status of (401|403|503)|WebSocket/);
});
afterAll(() => stack.close());

const undoSeconds = (undoSendSeconds: number) => stack.api().put('/api/v1/settings', { undoSendSeconds });
const undo = () => pending(page).getByRole('button', { name: 'Undo' });
const textsOf = async (id: string) =>
  (await stack.api().get(path(id, '/messages'))).body.items.map(({ words }) => words);
const stateOf = async (id: string) => (await stack.api().get(path(id))).body.state;

/** Sends off a reply that can be taken back. */
async function sendOff(text: string): Promise<string> {
  const { id, from } = await assigned(stack, agentOf());
  await openChat(page, from);
  // The page is told of the wish while it is open.
  await Promise.all([page.waitForResponse(/\/me\/settings$/), undoSeconds(10)]);
  await reply(page).fill(text);
  await reply(page).press('Enter');
  await shows(undo());
  return id;
}

test('the wish of an administrator reaches a page that is open', async () => {
  await sendOff('Not yet');
  await undo().click();
  await stands(reply(page), 'Not yet');
  await Promise.all([page.waitForResponse(/\/me\/settings$/), undoSeconds(0)]);
  await reply(page).press('Enter');
  await shows(page.getByRole('log').getByText('Not yet'));
  await hides(pending(page));
});

test.each([
  ['Closing', () => page.getByRole('button', { name: 'Close', exact: true }).click(), 'closed'],
  ['Shift+E', () => page.getByRole('log').press('Shift+E'), 'closed'],
] as const)('%s sends first what could still be taken back', async (_, act, state) => {
  const id = await sendOff('See you');
  await act();
  await eventually(() => stateOf(id), 'what was done', { until: now => now === state });
  expect(await textsOf(id)).toContain('See you');
});

test('snoozing is not done when the reply does not go, and says so', async () => {
  const id = await sendOff('See you');
  const fault = await spoil(page, 'POST', /\/messages$/, 'no network');
  await page.getByRole('button', { name: 'Snooze' }).click();
  await page.getByRole('menuitem').first().click();
  await shows(page.getByText('This was not done: something you sent here has not gone out yet.'));
  expect(await stateOf(id)).toBe('active');
  await fault.end();
});

test('logging out sends it first; where it does not go, that is told once', async () => {
  const id = await sendOff('Good night');
  const fault = await spoil(page, 'POST', /\/messages$/, 'no network');
  await page.getByRole('button', { name: new RegExp(agentOf().name) }).click();
  const leave = page.getByRole('menuitem', { name: 'Log out' });
  await leave.click();
  await shows(page.getByText('Something you sent has not gone out yet.'));
  await fault.end();
  await page.keyboard.press('Escape');
  await hides(page.getByRole('menu'));
  await page.getByRole('button', { name: new RegExp(agentOf().name) }).click();
  await leave.click();
  await shows(page.getByRole('button', { name: 'Log in', exact: true }));
  expect(await textsOf(id)).toContain('Good night');
});

test('an undo in time holds, however long the message before it takes', async () => {
  const { id, from } = await assigned(stack, agentOf());
  await openChat(page, from);
  const slow = await hold(page, 'POST', /\/messages$/);
  await reply(page).fill('Slow');
  await reply(page).press('Enter');
  await eventually(() => slow.calls() === 1, 'the slow one');
  await Promise.all([page.waitForResponse(/\/me\/settings$/), undoSeconds(10)]);
  await reply(page).fill('Oh no');
  await reply(page).press('Enter');
  await undo().click();
  await stands(reply(page), 'Oh no');
  slow.letGo();
  await hides(pending(page));
  expect(await textsOf(id)).not.toContain('Oh no');
});
