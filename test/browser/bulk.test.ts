/** Many conversations at once: picked by mouse, keys and fingers; what is done with them, stopped, refused, taken back. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { assign, agentsOf, assigned } from '../support/assigned.ts';
import { scrollsSideways } from '../support/axe.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, hold, openBrowser, rows, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;
let chats: { readonly id: string; readonly from: string }[] = [];

const agent = () => agentsOf(stack)[0]!;
const row = (from: string) => rows(page).filter({ hasText: new RegExp(from) });
const box = (from: string) => page.getByRole('checkbox', { name: new RegExp(from) });
const bar = () => page.getByRole('toolbar', { name: 'What to do with those selected' });
const isPicked = (count: number) => shows(bar().getByText(`${count} selected`));
const choose = async (menu: string, item: string): Promise<void> => {
  await bar().getByRole('button', { name: menu, exact: true }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};
const statesOf = () =>
  Promise.all(chats.map(async ({ id }) => (await stack.api().get(`/api/v1/conversations/${id}`)).body.state as string));
const come = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1) chats.push(await assigned(stack, agent()));
  // The newest stands first.
  chats.reverse();
  await page.goto(`${stack.baseUrl}/inbox?view=mine`);
  for (const { from } of chats) await shows(row(from));
  await shows(page.getByRole('button', { name: 'Select conversations' }));
};

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 100, wrapUpMs: 0 }], worker: false });
  browser = await openBrowser(stack);
  page = (await browser.sit(agent())).page;
});
beforeEach(() => {
  chats = [];
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  for (const { id } of chats) await stack.api().post(`/api/v1/conversations/${id}/close`, {});
  browser.noErrors(/status of 4\d\d.*\/(conversations|offers)\//);
});
afterAll(() => stack.close());

test('by keys: one, a range, all, none; snoozed together, and brought back together', async () => {
  await come(4);
  await row(chats[0]!.from).focus();
  await page.keyboard.press('x');
  await isPicked(1);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await isPicked(3);
  await page.keyboard.press('x');
  await isPicked(2);
  await page.keyboard.press('Control+a');
  await isPicked(4);
  await page.keyboard.press('Escape');
  await hides(bar());
  await row(chats[0]!.from).focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await isPicked(2);
  await choose('Snooze', 'In an hour');
  await shows(page.getByText('Done with 2 conversations.'));
  expect((await statesOf()).map(state => state === 'snoozed')).toEqual([true, true, false, false]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await shows(page.getByText('Taken back for 2 conversations.'));
  expect((await statesOf()).includes('snoozed')).toBe(false);
});

test('by mouse: a box that hides until one points there, a range with Shift; no row opens or moves by it', async () => {
  await come(4);
  await row(chats[1]!.from).hover();
  await box(chats[1]!.from).check();
  await isPicked(1);
  // Somebody writes while the pointer is over the rows.
  const other = await assigned(stack, agent(), 'I am new');
  chats.push(other);
  await shows(page.getByRole('button', { name: /^1 new/ }));
  await row(chats[3]!.from).click({ modifiers: ['Shift'] });
  await isPicked(3);
  for (const place of [1, 2, 3]) expect(await box(chats[place]!.from).isChecked()).toBe(true);
  expect(await box(chats[0]!.from).isChecked()).toBe(false);
  expect(new URL(page.url()).pathname).toBe('/inbox');
  // Without Shift a row is opened, and what is picked stays so.
  await row(chats[0]!.from).click();
  await page.waitForURL(`**/inbox/${chats[0]!.id}*`);
  await isPicked(3);
});

test('what cannot be done is told of each with its reason, stays picked, and stops nothing', async () => {
  await come(3);
  for (const { from } of chats) await box(from).check({ force: true });
  await isPicked(3);
  // A colleague gets one meanwhile: it leaves the view, and is meant all the same.
  await assign(stack, chats[1]!.id, agentsOf(stack)[1]!);
  await shows(page.locator('[data-gone]').filter({ hasText: new RegExp(chats[1]!.from) }));
  await isPicked(3);
  await choose('Close', 'Close without saying');
  await shows(page.getByText('Done with 2 conversations.'));
  await isPicked(1);
  await page
    .getByRole('listitem')
    .filter({ hasText: 'It could not be done with 1 conversation.' })
    .getByRole('button')
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await shows(dialog.getByText(new RegExp(chats[1]!.from)));
  await shows(dialog.getByText('Only the agent the conversation is assigned to, or an administrator, may do this.'));
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  expect(await statesOf()).toEqual(['closed', 'active', 'closed']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await shows(page.getByText('Taken back for 2 conversations.'));
  expect((await statesOf()).includes('closed')).toBe(false);
});

test('stopped in the middle: what is under way ends, the others stay as they were, and picked', async () => {
  await come(7);
  const held = await hold(page, 'POST', /\/snooze$/);
  await row(chats[0]!.from).focus();
  await page.keyboard.press('Control+a');
  await isPicked(7);
  await choose('Snooze', 'In an hour');
  await shows(page.getByText('0 of 7'));
  await eventually(() => Promise.resolve(held.calls()), 'four are under way', { until: calls => calls === 4 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  held.letGo();
  await shows(page.getByText('Stopped. 3 conversations were left as they were.'));
  await isPicked(3);
  expect(held.calls()).toBe(4);
  expect((await statesOf()).filter(state => state === 'snoozed')).toHaveLength(4);
});

test('two people tag the same contacts at once: both tags are there, and taking one back leaves the other', async () => {
  await come(2);
  const colleague = await browser.sit(stack.tenants[0]!.users[0]!, { address: 'inbox?view=all' });
  const ids = await Promise.all(
    chats.map(async ({ id }) => (await stack.api().get(`/api/v1/conversations/${id}`)).body.contact.id),
  );
  const tagsOf = () => Promise.all(ids.map(async id => (await stack.api().get(`/api/v1/contacts/${id}`)).body.tags));
  expect((await stack.api().post(`/api/v1/contacts/${ids[0]!}/tags`, { add: ['urgent'] })).body.added).toEqual([
    'urgent',
  ]);
  const tag = async (who: Page, name: string): Promise<void> => {
    for (const { from } of chats) await who.getByRole('checkbox', { name: new RegExp(from) }).check({ force: true });
    await who.getByRole('button', { name: 'Tag the contacts' }).click();
    await who.getByRole('textbox', { name: 'Tag', exact: true }).fill(name);
    await who.getByRole('button', { name: 'Add the tag' }).click();
    await shows(who.getByText('Done with 2 conversations.'));
  };
  await Promise.all([tag(page, 'urgent'), tag(colleague.page, 'vip')]);
  expect(await tagsOf()).toEqual([
    ['urgent', 'vip'],
    ['urgent', 'vip'],
  ]);
  await page.getByRole('button', { name: 'Undo' }).click();
  // The first one had it before.
  await shows(page.getByText('Taken back for 1 conversation.'));
  expect(await tagsOf()).toEqual([['urgent', 'vip'], ['vip']]);
});

test('by fingers: a long press picks, then a touch does, and nothing is opened', async () => {
  await come(2);
  await page.setViewportSize({ width: 390, height: 800 });
  const press = (from: string, type: string) =>
    row(from).dispatchEvent(type, { pointerType: 'touch', bubbles: true, clientX: 100, clientY: 300 });
  await press(chats[0]!.from, 'pointerdown');
  await isPicked(1);
  expect(await scrollsSideways(page)).toBe(false);
  await press(chats[0]!.from, 'pointerup');
  await row(chats[0]!.from).dispatchEvent('click', { bubbles: true, cancelable: true });
  await isPicked(1);
  await row(chats[1]!.from).click();
  await isPicked(2);
  expect(new URL(page.url()).pathname).toBe('/inbox');
  await bar().getByRole('button', { name: 'Select none' }).click();
  await hides(bar());
  await row(chats[1]!.from).click();
  await page.waitForURL(`**/inbox/${chats[1]!.id}*`);
  await page.setViewportSize({ width: 1_280, height: 720 });
});
