/** What the list is narrowed to stands in the address and can be kept: for oneself, and by administrators for everybody. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, rows, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;
let administrator: Page;
let tagged: { readonly id: string; readonly from: string };
let plain: { readonly id: string; readonly from: string };

const row = (from: string, on = page) => rows(on).filter({ hasText: new RegExp(from) });
const views = (name: RegExp | string = 'Saved views', on = page) => on.getByRole('button', { name });
const menu = async (item: string, on = page, button: RegExp | string = 'Saved views'): Promise<void> => {
  await views(button, on).click();
  await on.getByRole('menuitem', { name: item }).click();
};
const name = async (text: string, on = page): Promise<void> => {
  await on.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(text);
  await on.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await hides(on.getByRole('dialog'));
};

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }, {}], worker: false });
  browser = await openBrowser(stack);
  [tagged, plain] = [await assigned(stack, agentsOf(stack)[0]!), await assigned(stack, agentsOf(stack)[0]!)];
  const { contact } = (await stack.api().get(`/api/v1/conversations/${tagged.id}`)).body;
  await stack.api().post(`/api/v1/contacts/${contact.id}/tags`, { add: ['vip'] });
  page = (await browser.sit(agentsOf(stack)[0]!)).page;
  administrator = (await browser.sit(stack.tenants[0]!.users[0]!)).page;
});
afterEach(() => browser.noErrors(/status of 409.*\/views/));
afterAll(() => stack.close());

test('a list is narrowed by what is typed; it is the same after a reload, and follows what happens', async () => {
  await page.goto(`${stack.baseUrl}/inbox?view=mine`);
  await shows(row(plain.from));
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('textbox', { name: 'Tag of the contact' }).fill('vip');
  await hides(row(plain.from));
  await shows(row(tagged.from));
  await page.reload();
  await shows(page.getByRole('button', { name: 'Filter: 1 condition' }));
  await shows(row(tagged.from));
  expect(await row(plain.from).count()).toBe(0);
  // A new one that does not fit stays away, and one that does not fit any more goes.
  const other = await assigned(stack, agentsOf(stack)[0]!);
  await stack.api().post(`/api/v1/conversations/${tagged.id}/assign`, { agentId: agentsOf(stack)[1]!.id });
  await page.mouse.move(1_000, 300);
  await hides(row(tagged.from));
  expect(await row(other.from).count()).toBe(0);
  await shows(page.getByText('No conversation fits.'));
  await stack.api().post(`/api/v1/conversations/${tagged.id}/assign`, { agentId: agentsOf(stack)[0]!.id });
  await shows(row(tagged.from));
});

test('who types what it is narrowed by types on, with a pause, and sets something else in the same window', async () => {
  const { from } = tagged;
  await page.goto(`${stack.baseUrl}/inbox/${plain.id}?view=mine`);
  await shows(row(plain.from));
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  const text = page.getByRole('textbox', { name: 'Name, number or words' });
  await text.click();
  await page.keyboard.type(from.slice(0, -2));
  await page.waitForURL(/only=/);
  // Each of them would be a key of the workbench elsewhere: `e` closes the conversation.
  await page.keyboard.type(from.slice(-2));
  await hides(row(plain.from));
  await stands(text, from);
  await page.keyboard.type('e');
  await page.keyboard.press('Backspace');
  await page.getByRole('textbox', { name: 'Tag of the contact' }).click();
  await page.keyboard.type('vip');
  // Not told yet: what is set next is meant together with it.
  await page.getByRole('switch', { name: 'Only unread ones' }).click({ force: true });
  const narrowed = (): unknown => JSON.parse(new URL(page.url()).searchParams.get('only') ?? 'null');
  await eventually(() => Promise.resolve(narrowed()), 'all three', {
    until: only => JSON.stringify(only) === JSON.stringify({ tag: 'vip', unread: true, text: from }),
  });
  await page.keyboard.press('Escape');
  await shows(page.getByRole('button', { name: 'Filter: 3 conditions' }));
  expect((await stack.api().get(`/api/v1/conversations/${plain.id}`)).body.state).toBe('active');
});

test('it is kept under a name, changed, put back, renamed, and deleted', async () => {
  await page.goto(`${stack.baseUrl}/inbox?view=mine&only=${encodeURIComponent('{"tag":"vip"}')}`);
  await shows(row(tagged.from));
  await menu('Save as a new view');
  await name('Very important');
  await shows(views(/Very important/));
  await page.reload();
  await shows(views(/^Very important$/));
  await page.getByRole('button', { name: /^Filter/ }).click();
  await page.getByRole('switch', { name: 'Only unread ones' }).click({ force: true });
  await page.keyboard.press('Escape');
  await shows(views(/Very important \(changed\)/));
  await menu('Back to what was saved', page, /Very important/);
  await shows(views(/^Very important$/));
  // A second one of the name is refused where it is written.
  await menu('Save as a new view', page, /Very important/);
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Very important');
  await page.keyboard.press('Enter');
  await shows(page.getByRole('dialog').getByText('There is a view of this name already.'));
  // Whoever uses keys alone is still there.
  expect(await page.evaluate("document.activeElement.closest('[role=dialog]') !== null")).toBe(true);
  await page.keyboard.press('Escape');
  await menu('Rename or share', page, /Very important/);
  await name('Few');
  await shows(views(/^Few$/));
  await menu('Delete the view', page, /Few/);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await shows(views());
  expect((await stack.api().get('/api/v1/views')).body.items).toEqual([]);
});

test('an administrator shares one: agents have it with its count, and do not change it; another company has nothing of it', async () => {
  await administrator.goto(`${stack.baseUrl}/inbox?view=queue`);
  await menu('Save as a new view', administrator);
  await administrator.getByRole('switch', { name: 'For everybody in the company' }).click({ force: true });
  await name('All who wait', administrator);
  const id = new URL(administrator.url()).searchParams.get('saved')!;
  await page.goto(`${stack.baseUrl}/inbox`);
  await views().click();
  await shows(page.getByRole('menuitem', { name: /All who wait.*\d/ }));
  await page.getByRole('menuitem', { name: /All who wait/ }).click();
  await views(/All who wait/).click();
  await shows(page.getByRole('menuitem', { name: 'Save as a new view' }));
  expect(await page.getByRole('menuitem', { name: /Rename|Delete/ }).count()).toBe(0);
  await page.keyboard.press('Escape');
  const stranger = (await browser.sit(stack.tenants[1]!.users[0]!)).page;
  await stranger.goto(`${stack.baseUrl}/inbox?view=queue&saved=${id}`);
  await shows(views('No such view', stranger));
  expect(await stranger.content()).not.toContain('All who wait');
});
