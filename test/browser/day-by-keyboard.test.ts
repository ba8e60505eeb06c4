/**
 * A day of an agent with the keyboard alone, from the log-in to the search: no pointer is used, and the focus can be seen
 * at every step and never gets lost. Numbers are lines of the workbench's acceptance list.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { agentsOf } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, pending, reply, shows, stands } from '../support/browser.ts';
import type { Customer } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import type { Keyboard } from '../support/focus.ts';
import { keyboardOf, shownFocus } from '../support/focus.ts';
import type { WorkingDay } from '../support/working-day.ts';
import { beginDay } from '../support/working-day.ts';

let day: WorkingDay;
let browser: Workbenches;
let page: Page;
let keys: Keyboard;
let log: Locator;

beforeAll(async () => {
  day = await beginDay();
  browser = await openBrowser(day.stack);
  page = await browser.visit();
  keys = await keyboardOf(page);
  log = page.getByRole('log');
  await page.goto(day.stack.baseUrl);
});
afterEach(async () => {
  await keys.usedNothingElse();
  browser.noErrors(/status of 401.*\/me\b/);
});
afterAll(() => day.stack.close());

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const heading = ({ name }: Customer): Locator => page.getByRole('heading', { level: 2, name });
const bubble = (text: string): Locator => log.getByRole('article').filter({ hasText: text });
const noteBox = (): Locator => page.getByLabel('Note', { exact: true }).and(page.locator('textarea'));
/** Once a customer's conversation has come so far. */
const becomes = (customer: Customer, phase: string) =>
  eventually(() => day.conversationOf(customer), `${customer.name}’s conversation is ${phase}`, {
    until: found => found?.phase === phase,
  });
/** Once what was written stands in the thread, and nothing is under way. */
async function isSaid(text: string): Promise<void> {
  await shows(bubble(text));
  await hides(pending(page));
}
/** A customer writes, is offered and is taken. */
async function takes(customer: Customer, text: string): Promise<void> {
  await customer.writes(text);
  await shows(page.getByRole('article', { name: 'Offer' }).getByText(customer.name));
  await keys.press('F8', 'Enter');
  await shows(heading(customer));
  await eventually(() => shownFocus(page), 'the conversation has the keyboard', {
    until: ({ name }) => name.includes(customer.name),
  });
}

test('logs in, and says that they are there (line 7)', async () => {
  await keys.goTo(page.locator('input[name=email]'));
  await keys.type(page.locator('input[name=email]'), day.agent.email);
  await keys.press('Tab');
  await keys.type(page.locator('input[name=password]'), day.agent.password);
  await page.keyboard.press('Enter');
  await shows(page.getByRole('navigation', { name: 'Conversations' }));
  await keys.goTo(page.getByRole('button', { name: day.agent.name }), 'Shift+Tab');
  await keys.press('Enter');
  await keys.goTo(page.getByRole('menuitemradio', { name: 'Online' }), 'ArrowDown');
  await keys.press('Enter');
  await shows(page.getByRole('button', { name: day.agent.name }).getByRole('img', { name: 'Online' }));
  await keys.press('Escape');
  await hides(page.getByRole('menu'));
  expect((await shownFocus(page)).name).toContain(day.agent.name);
});

test('is offered somebody without losing the keyboard, and takes them with F8 (line 11)', async () => {
  await keys.press('g', 'a');
  await shows(page.getByRole('heading', { level: 1, name: 'All' }));
  const before = await shownFocus(page);
  await day.ada.writes('When are you open?');
  await shows(page.getByRole('article', { name: 'Offer' }).getByText(/^\d+|:\d+/));
  expect(await shownFocus(page)).toEqual(before);
  await keys.press('F8', 'Enter');
  await shows(heading(day.ada));
  await hides(page.getByRole('article', { name: 'Offer' }));
});

test('answers with what the AI drafts', async () => {
  await shows(button('Use'));
  await keys.press('y');
  const draft = await eventually(() => reply(page).inputValue(), 'the draft', {
    until: text => /nine to five/.test(text),
  });
  await eventually(() => shownFocus(page), 'the box has the keyboard', {
    until: ({ name }) => name.includes('TEXTAREA'),
  });
  await keys.press('Enter');
  await isSaid('nine to five');
  await day.ada.hears(draft);
});

test('sees what else is sent, and looks at a picture in large', async () => {
  await day.ada.reacts('👍');
  await shows(log.getByRole('img', { name: 'Reaction: 👍' }));
  await day.ada.sendsPhoto('The frame');
  await day.ada.speaks();
  await shows(log.getByRole('group', { name: 'Voice message' }));
  const picture = log.getByRole('button', { name: 'Picture from the customer' });
  await keys.goTo(picture, 'Shift+Tab');
  await keys.press('Enter');
  await shows(page.getByRole('dialog', { name: 'Pictures and videos' }).getByText('The frame'));
  await keys.press('Escape');
  await hides(page.getByRole('dialog'));
  await keys.goTo(picture);
});

test('writes with a canned response', async () => {
  await keys.press('r');
  await keys.type(reply(page), '/ref');
  await shows(page.getByRole('option', { name: /Refund/ }));
  await keys.press('Enter');
  await stands(reply(page), `Dear ${day.ada.name}, your money comes back.`);
  await keys.press('Enter');
  await isSaid('your money comes back.');
});

test('mentions a colleague in a note, which the customer does not get (line 21)', async () => {
  const { name } = agentsOf(day.stack)[1]!;
  await keys.press('Escape', 'n');
  await keys.type(noteBox(), 'Look, @agent tw');
  await shows(page.getByRole('listbox', { name: 'Colleagues' }).getByRole('option', { name: new RegExp(name) }));
  await keys.press('Enter');
  await stands(noteBox(), `Look, @${name} `);
  await keys.type(noteBox(), 'please');
  await keys.press('Enter');
  await isSaid(`Look, @${name} please`);
});

test('asks a colleague, and ends that', async () => {
  const { name } = agentsOf(day.stack)[1]!;
  await keys.goTo(page.getByRole('combobox', { name: 'Who reads it' }), 'Shift+Tab');
  await keys.press('Enter');
  await shows(page.getByRole('option', { name: 'Ask a colleague' }));
  await keys.press('ArrowDown', 'ArrowDown', 'Enter');
  await keys.goTo(page.getByRole('combobox', { name: 'Colleague' }));
  await keys.type(page.getByRole('combobox', { name: 'Colleague' }), name);
  await keys.press('ArrowDown', 'Enter');
  await keys.goTo(noteBox());
  await keys.type(noteBox(), 'Is the frame on stock?');
  await keys.press('Enter');
  await isSaid('Is the frame on stock?');
  const colleague = await day.stack.agent(1);
  const { id } = (await day.conversationOf(day.ada))!;
  const { items } = (await colleague.get(`/api/v1/conversations/${id}/consults`)).body as { items: { id: string }[] };
  expect((await colleague.post(`/api/v1/consults/${items[0]!.id}/notes`, { text: 'Two of them.' })).status).toBe(201);
  await shows(bubble('Two of them.'));
  await keys.goTo(button('End'), 'Shift+Tab');
  await keys.press('Enter');
  await hides(button('End'));
});

test('sends a template when the window has closed, and writes on when the customer has tapped it (line 14)', async () => {
  await keys.press('r');
  await keys.type(reply(page), 'One more thing');
  await shows(page.getByText('Draft saved'));
  day.anHourLater();
  // Whatever is asked tells the time, as when one comes back to the tab.
  await page.evaluate("window.dispatchEvent(new Event('focus'))");
  await shows(page.getByText(/^The window closed .* ago\./));
  await shows(page.getByText('One more thing', { exact: true }));
  expect(await button('Send').count()).toBe(0);
  await keys.type(page.getByRole('combobox', { name: 'Template' }), 'order');
  await keys.press('ArrowDown', 'Enter');
  const field = (name: RegExp) => page.getByRole('form', { name: 'Template' }).getByRole('textbox', { name });
  for (const [name, words] of [
    [/order/, '88-1204'],
    [/first name/, 'Ada'],
    [/day/, 'Friday'],
  ] as const) {
    await keys.goTo(field(name));
    await keys.type(field(name), words);
  }
  await keys.press('Enter');
  await isSaid('your order will arrive on Friday');
  await day.ada.hears('order_update');
  day.ada.behind(0);
  await day.ada.taps('Thank you');
  await shows(bubble('Thank you').last());
  await stands(reply(page), 'One more thing');
});

test('closes with what it was about, and is told so', async () => {
  await keys.press('r');
  await page.keyboard.press('Control+A');
  await keys.press('Delete', 'Escape', 'e');
  await shows(page.getByRole('menu').getByText('What was it about?'));
  await keys.goTo(page.getByRole('menuitem', { name: 'Opening hours' }), 'ArrowDown');
  await keys.press('Enter');
  expect((await becomes(day.ada, 'closed')).disposition).toBe('Opening hours');
  await shows(page.getByRole('region', { name: 'Notifications' }).getByText(`Closed: ${day.ada.name}`));
});

test('snoozes, hands over, and goes on to who waits (line 7)', async () => {
  const [ben, cleo, dora, emil] = ['Ben Ode', 'Cleo Vance', 'Dora Prins', 'Emil Roth'].map(name => day.customer(name));
  await takes(ben!, 'I write again tomorrow');
  await keys.press('s');
  await keys.goTo(page.getByRole('menuitem', { name: 'Tomorrow at 9' }), 'ArrowDown');
  await keys.press('Enter');
  await becomes(ben!, 'snoozed');

  await takes(cleo!, 'May I speak with Agent Two?');
  const colleague = await day.stack.agent(1);
  await colleague.put('/api/v1/me/presence', { presence: 'online' });
  await keys.press('a');
  const dialog = page.getByRole('dialog', { name: 'Transfer the conversation' });
  await keys.type(dialog.getByRole('combobox', { name: 'To' }), agentsOf(day.stack)[1]!.name);
  await shows(page.getByRole('option').getByText(/online/));
  await keys.press('ArrowDown', 'Enter');
  await keys.goTo(dialog.getByRole('textbox', { name: 'What they should know' }));
  await keys.type(dialog.getByRole('textbox', { name: 'What they should know' }), 'She asks for you');
  await keys.goTo(dialog.getByRole('button', { name: 'Transfer', exact: true }));
  await keys.press('Enter');
  await hides(dialog);
  await becomes(cleo!, 'offered');
  await colleague.put('/api/v1/me/presence', { presence: 'offline' });

  await dora!.writes('Where is my bike?');
  await shows(page.getByRole('article', { name: 'Offer' }).getByText(dora!.name));
  await keys.press('F8', 'Enter');
  await shows(heading(dora!));
  await takes(emil!, 'And mine?');
  await keys.press('Shift+E');
  await keys.goTo(page.getByRole('menuitem', { name: 'Repairs' }), 'ArrowDown');
  await keys.press('Enter');
  await shows(heading(dora!));
  await becomes(emil!, 'closed');
  await eventually(() => shownFocus(page), 'the next one has the keyboard', {
    until: ({ name }) => name.includes(dora!.name),
  });
});

test('finds what was said, and opens there (line 31)', async () => {
  await keys.press('/');
  const hit = page
    .getByRole('region', { name: 'Messages', exact: true })
    .getByRole('link', { name: /The frame|money/ });
  await eventually(async () => {
    await keys.type(page.getByRole('searchbox'), '');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('money');
    return hit
      .first()
      .waitFor({ timeout: 2_000 })
      .then(
        () => true,
        () => false,
      );
  }, 'the hit');
  await keys.press('ArrowDown', 'Enter');
  await shows(heading(day.ada));
  await eventually(() => shownFocus(page), 'the message has the keyboard', {
    until: ({ name }) => name.includes('your money comes back'),
  });
});
