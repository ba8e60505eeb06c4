/** What is known of the contact, beside its conversation: read, changed, and changed by two at once. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, hold, loadAgain, openBrowser, openChat, reply, shows, spoil, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;

const agentOf = () => agentsOf(stack)[0]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  page = (await browser.sit(agentOf())).page;
});
afterAll(() => stack.close());
// The refusals and failures that the tests cause.
afterEach(() => browser.noErrors(/status of (403|500)/));

const panel = (): Locator => page.getByRole('complementary', { name: 'About the contact' });
const section = (title: string): Locator =>
  panel()
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
const form = (): Locator => panel().getByRole('form', { name: 'Edit the contact' });
const button = (name: string): Locator => panel().getByRole('button', { name, exact: true });
const flag = (name: string): Locator => form().getByRole('switch', { name });
const isFocused = (what: Locator): Promise<number> =>
  eventually(() => what.and(page.locator(':focus')).count(), `the keyboard at ${String(what)}`, {
    until: found => found === 1,
  });

interface Known {
  readonly vip: boolean;
  readonly tags: readonly string[];
  readonly language: string | null;
  readonly restricted: boolean;
}

/** A conversation with a new contact is open; what is known of it is changed and read as by a colleague. */
async function opened(first: Partial<Known> = {}) {
  const { id, from } = await assigned(stack, agentOf());
  const admin = await stack.admin();
  const { contact } = (await admin.get(`/api/v1/conversations/${id}`)).body;
  const say = async (facts: Partial<Known>): Promise<void> => {
    expect((await admin.put(`/api/v1/contacts/${contact.id}`, facts)).status).toBe(200);
  };
  await say(first);
  await openChat(page, from);
  return { from, say, known: async () => (await admin.get(`/api/v1/contacts/${contact.id}`)).body };
}

test('what is changed is saved, what a colleague has changed meanwhile stays, and the keyboard goes back', async () => {
  const { say, known } = await opened({ tags: ['old'], language: 'de' });
  await button('Edit').click();
  await isFocused(form().getByRole('textbox', { name: 'Name', exact: true }));
  await flag('VIP').press('Space');
  const language = form().getByRole('combobox', { name: 'Language' });
  await stands(language, 'German');
  await language.fill('Portug');
  await page.getByRole('option', { name: 'Portuguese', exact: true }).click();
  await say({ tags: ['new', 'old'] });
  // It stands here, too, as it was not changed here.
  await shows(form().getByText('new', { exact: true }));
  await button('Save').click();
  await hides(form());
  await isFocused(button('Edit'));
  expect(await known()).toMatchObject({ vip: true, language: 'pt', tags: ['new', 'old'] });
  await button('Edit').click();
  await language.fill('Unknown');
  await page.getByRole('option', { name: 'Unknown', exact: true }).click();
  await button('Save').click();
  await hides(form());
  expect((await known()).language).toBeNull();
});

test('what the API finds wrong stands at its field', async () => {
  const { known } = await opened({ restricted: true });
  await button('Edit').click();
  await flag('Processing restricted').press('Space');
  await button('Save').click();
  await shows(flag('Only administrators lift a restriction.'));
  await isFocused(flag('Processing restricted'));
  expect(await known()).toMatchObject({ restricted: true });
  await button('Cancel').click();
  await isFocused(button('Edit'));
});

test('a tag that is too long is not cut: it is said at the tags', async () => {
  const { known } = await opened();
  await button('Edit').click();
  const tags = form().getByRole('combobox', { name: 'Tags' });
  await tags.fill('x'.repeat(51));
  await tags.press('Enter');
  await button('Save').click();
  await shows(form().getByText('At most 50 characters.'));
  expect((await known()).tags).toEqual([]);
  await button('Cancel').click();
});

test('changes that are not saved stand there after a reload', async () => {
  const { known } = await opened();
  await button('Edit').click();
  await flag('VIP').press('Space');
  await page.reload();
  await shows(form().getByText('You have changes that are not saved.'));
  expect(await flag('VIP').isChecked()).toBe(true);
  await button('Save').click();
  await hides(form());
  expect((await known()).vip).toBe(true);
  await page.reload();
  await shows(button('Edit'));
});

test('whoever writes on meanwhile is not called back', async () => {
  await opened();
  await button('Edit').click();
  await flag('VIP').press('Space');
  const saving = await hold(page, 'PUT', /\/contacts\//);
  await button('Save').click();
  await reply(page).click();
  saving.letGo();
  await hides(form());
  await isFocused(reply(page));
});

test('parts of the panel say that they are loading, that they failed, and that there is nothing', async () => {
  const earlier = await hold(page, 'GET', /\/conversations\?contactId=/);
  const refused = {
    status: 500,
    contentType: 'application/problem+json',
    body: JSON.stringify({ title: 'It failed.', code: 'internal', requestId: 'r-1', status: 500 }),
  };
  const facts = await spoil(page, 'GET', /\/api\/v1\/contacts\//, refused);
  await opened();
  await shows(section('Earlier').getByText('Loading'));
  await shows(section('Contact').getByText('r-1'));
  await facts.end();
  await loadAgain(page, 'What is known').click();
  await shows(button('Edit'));
  earlier.letGo();
  await shows(section('Earlier').getByText('No earlier conversations.'));
  await page.unrouteAll({ behavior: 'wait' });
  const all = await spoil(page, 'GET', /\/conversations\?contactId=/, refused);
  const { from } = await opened();
  await shows(section('Earlier').getByText('r-1'));
  await all.end();
  await loadAgain(page, 'The earlier conversations').click();
  await shows(section('Earlier').getByText('No earlier conversations.'));
  await shows(page.getByRole('heading', { name: new RegExp(from) }));
});
