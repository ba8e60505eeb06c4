/** The workbench by keyboard alone, and keys that leave alone what is not theirs. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, hold, openBrowser, openChat, pending, reply, rows, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { shownFocus } from '../support/focus.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;

const agentOf = (place = 0) => agentsOf(stack)[place]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  page = (await browser.sit(agentOf())).page;
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

const opened = (from: string) => page.getByRole('heading', { level: 2, name: new RegExp(from) });
/** What has the keyboard. */
const focused = (of = page): Promise<string> => of.evaluate<string>('document.activeElement?.tagName ?? ""');

test('a conversation is found, opened, answered and closed without a pointer (line 7, line 8)', async () => {
  const first = await assigned(stack, agentOf(), 'The first');
  const second = await assigned(stack, agentOf(), 'The second');
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(rows(page).filter({ hasText: new RegExp(second.from) }));
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await shows(page.getByRole('heading', { level: 1, name: 'Mine' }));
  await shows(rows(page).filter({ hasText: new RegExp(first.from) }));
  await page.keyboard.press('j');
  await eventually(() => focused(), 'a row with the keyboard', { until: tag => tag === 'A' });
  await page.keyboard.press('Enter');
  // The newest stands first.
  await shows(opened(second.from));
  await page.keyboard.press('j');
  await shows(opened(first.from));
  await page.keyboard.press('k');
  await shows(opened(second.from));
  await page.keyboard.press('r');
  await eventually(() => focused(), 'the reply box', { until: tag => tag === 'TEXTAREA' });
  await page.keyboard.type('resolve me, jack');
  await stands(reply(page), 'resolve me, jack');
  await shows(opened(second.from));
  await page.keyboard.press('Enter');
  await hides(pending(page));
  await shows(page.getByRole('log').getByText('resolve me, jack'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+E');
  await shows(opened(first.from));
  await eventually(
    async () => (await stack.api().get(`/api/v1/conversations/${second.id}`)).body.state as string,
    'the state',
    { until: state => state === 'closed' || state === 'wrapping' },
  );
});

interface Press {
  readonly key: string;
  readonly code: string;
  readonly altKey?: true;
  readonly ctrlKey?: true;
}
/** Presses a key as another keyboard gives it. @returns whether the page took it for itself. */
const presses = (key: Press): Promise<boolean> =>
  page.evaluate<boolean>(`!document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { ...${JSON.stringify(key)}, bubbles: true, cancelable: true, composed: true }),
  )`);

test('what people write with Alt and AltGr is left alone, and letters of other scripts count by their place (line 9)', async () => {
  const older = await assigned(stack, agentOf(), 'The older one');
  const newer = await assigned(stack, agentOf(), 'The newer one');
  await page.goto(`${stack.baseUrl}/inbox?view=mine`);
  await openChat(page, newer.from);
  await reply(page).focus();
  const written: readonly Press[] = [
    { key: 'ą', code: 'KeyA', altKey: true },
    { key: 'ł', code: 'KeyL', altKey: true },
    { key: '@', code: 'KeyQ', ctrlKey: true, altKey: true },
  ];
  for (const key of written) expect(await presses(key)).toBe(false);
  // The next one goes through the same hands: whatever those had done would be seen.
  await page.keyboard.type('on');
  await stands(reply(page), 'on');
  await shows(opened(newer.from));
  await shows(page.getByRole('button', { name: 'Close', exact: true }));
  await page.keyboard.press('Escape');
  for (const key of written) expect(await presses(key)).toBe(false);
  expect(await presses({ key: 'о', code: 'KeyJ' })).toBe(true);
  await shows(opened(older.from));
});

test('switched off, single letters do nothing, and the sheet says so (line 8)', async () => {
  const { from } = await assigned(stack, agentOf(), 'Letters');
  await openChat(page, from);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await shows(sheet);
  await sheet.getByRole('switch').click();
  await page.keyboard.press('Escape');
  await hides(sheet);
  await page.keyboard.press('e');
  await page.keyboard.press('n');
  // The palette's key is none of them: it comes after what would have happened.
  await page.keyboard.press('Control+K');
  await shows(page.getByRole('combobox'));
  await page.keyboard.press('Escape');
  expect(await page.getByRole('tab', { name: 'Note', selected: true }).count()).toBe(0);
  await shows(page.getByRole('button', { name: 'Close', exact: true }));
});

test('an offer is gone to by F8 and taken with Enter, and takes nobody’s keyboard (line 11)', async () => {
  const other = await browser.sit(agentOf(1));
  const mine = await assigned(stack, agentOf(1), 'Already mine');
  await openChat(other.page, mine.from);
  await reply(other.page).fill('Half a sen');
  const agent = await stack.agent(1);
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  const from = newContact();
  await writes(stack, from, 'I wait');
  await shows(other.page.getByRole('article', { name: 'Offer' }));
  await other.page.keyboard.type('tence');
  await stands(reply(other.page), 'Half a sentence');
  await other.page.keyboard.press('F8');
  await other.page.keyboard.press('Enter');
  await shows(other.page.getByRole('heading', { level: 2, name: new RegExp(from) }));
  await hides(other.page.getByRole('article', { name: 'Offer' }));
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
});

/** Goes through the page by a key, from where the focus is to where it leaves the page. @returns what was reached. */
async function reachedBy(key: 'Tab' | 'Shift+Tab', of: Page): Promise<ReadonlySet<string>> {
  const reached = new Set<string>();
  for (;;) {
    await of.keyboard.press(key);
    const { name, wrong } = await shownFocus(of);
    // Past the end, or around it.
    if ((name === 'nothing' && reached.size > 0) || reached.has(name)) return reached;
    expect(wrong).toBeNull();
    reached.add(name);
  }
}

test.each([
  { width: 1_280, panel: true },
  { width: 1_280, panel: false },
  { width: 1_024, panel: false },
])('whatever is gone to by Tab can be seen, with an offer and a message under way (line 10): %j', async place => {
  const { context, page: other } = await browser.sit(agentOf(2));
  await other.setViewportSize({ width: place.width, height: 720 });
  await other.goto(`${stack.baseUrl}/inbox?view=all&panel=${place.panel}`);
  const { from } = await assigned(stack, agentOf(2), 'Tab');
  for (let line = 1; line <= 12; line += 1) await writes(stack, from, `Line ${line}`);
  await openChat(other, from);
  await shows(other.getByRole('log').getByText('Line 12'));
  await hold(other, 'POST', /\/messages$/);
  await reply(other).fill('Under way');
  await reply(other).press('Enter');
  await shows(pending(other));
  const agent = await stack.agent(2);
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  const waiting = await writes(stack, newContact(), 'I wait, too');
  await shows(other.getByRole('article', { name: 'Offer' }));
  // Nor does an offer lie over what one writes with.
  await reply(other).click({ trial: true });
  await other.getByRole('button', { name: 'Send', exact: true }).hover({ trial: true });
  // From the first thing on the page to the last one, and back.
  await other.evaluate("document.activeElement.blur(), document.querySelector('nav a').focus()");
  const there = await reachedBy('Tab', other);
  await other.evaluate("[...document.querySelectorAll('section[aria-label=Offers] button')].at(-1).focus()");
  const back = await reachedBy('Shift+Tab', other);
  const parts = ['Reply to this', 'TEXTAREA  Reply', 'Accept', 'Close', 'log Messages', '/inbox/'];
  for (const names of [[...there], [...back]])
    if (!parts.every(part => names.some(name => name.includes(part)))) expect(names).toEqual(parts);
  expect(Math.min(there.size, back.size)).toBeGreaterThan(25);
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
  await stack.api().post(`/api/v1/conversations/${waiting}/close`, {});
  await other.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
});

test('what was snoozed is taken back: F8 goes to what tells of it', async () => {
  const { id, from } = await assigned(stack, agentOf(), 'Later, please');
  const state = async () => (await stack.api().get(`/api/v1/conversations/${id}`)).body.state as string;
  await openChat(page, from);
  await page.getByRole('button', { name: 'Snooze', exact: true }).click();
  await page.getByRole('menuitem', { name: 'In an hour' }).click();
  await shows(page.getByRole('region', { name: 'Notifications' }).getByText(/^Snoozed until /));
  expect(await state()).toBe('snoozed');
  await page.keyboard.press('F8');
  await eventually(() => page.evaluate<string>('document.activeElement.textContent'), 'the way back', {
    until: text => text === 'Undo',
  });
  await page.keyboard.press('Enter');
  // Nobody is online: it waits in its queue.
  await eventually(state, 'the state', { until: now => now !== 'snoozed' });
});

test('a box that is long in coming has the keyboard as soon as it is there', async () => {
  const { context, page: other } = await browser.sit(agentOf(2));
  const { from } = await assigned(stack, agentOf(2), 'Over a slow line');
  const held = await hold(other, 'GET', /\/note-box-[^/]+\.js$/);
  await openChat(other, from);
  await other.keyboard.press('n');
  await shows(other.getByRole('tab', { name: 'Note', selected: true }));
  // Longer than anybody would count frames for it.
  await other.evaluate(`new Promise(resolve => {
    const next = left => (left === 0 ? resolve() : requestAnimationFrame(() => next(left - 1)));
    next(200);
  })`);
  held.letGo();
  await eventually(() => focused(other), 'the box with the keyboard', { until: tag => tag === 'TEXTAREA' });
  await context.close();
});
