/** Canned responses: found by a slash while one writes, put in with what is known, and managed on a page of their own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { agentsOf, assigned } from '../support/assigned.ts';
import { violationsOn } from '../support/axe.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, hold, openBrowser, openChat, pending, reply, shows, spoil, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const PATH = '/api/v1/canned-responses';
/** That a response was used is told beside; the next test may have taken it away. */
const LATE = /status of 404 .*\/canned-responses\/[\w-]+\/use$/;
let stack: Stack;
let browser: Workbenches;
let admin: HttpClient;
let page: Page;
let expected: RegExp | undefined;

const agentOf = () => agentsOf(stack)[0]!;
const list = (of: Page = page): Locator => of.getByRole('listbox', { name: 'Canned responses' });
const options = (): Locator => list().getByRole('option');
/** The box while the list is open. */
const combobox = (): Locator => page.getByRole('combobox', { name: 'Reply' });
/** Whether what is typed comes into the box of the reply. */
const hasKeyboard = (): Promise<boolean> => page.evaluate("document.activeElement.ariaLabel === 'Reply'");
const send = (): Locator => page.getByRole('button', { name: 'Send', exact: true });

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
  admin = await stack.admin();
  page = (await browser.sit(agentOf())).page;
});
beforeEach(() => stack.db.admin.query('DELETE FROM canned_response'));
afterEach(async () => {
  const allowed = expected;
  expected = undefined;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(allowed === undefined ? LATE : new RegExp(`${LATE.source}|${allowed.source}`));
});
afterAll(() => stack.close());

async function made(more: object = {}): Promise<string> {
  const { status, body } = await admin.post(PATH, {
    scope: 'tenant',
    shortcut: 'refund',
    title: 'Refund',
    text: 'Dear {{contact.name}}, your money comes back.',
    ...more,
  });
  expect(status).toBe(201);
  return body.id;
}

/** Opens a conversation of the agent's. */
async function begin(name?: string): Promise<string> {
  const { id, from } = await assigned(stack, agentOf());
  if (name !== undefined)
    await stack.db.admin.query(
      'UPDATE contact SET profile_name = $2 WHERE id = (SELECT contact_id FROM conversation WHERE id = $1)',
      [id, `${name} ${from}`],
    );
  await page.goto(`${stack.baseUrl}/inbox`);
  await openChat(page, from);
  await reply(page).click();
  return name === undefined ? from : `${name} ${from}`;
}
const usesOf = async (id: string): Promise<number> => (await admin.get(`${PATH}/${id}`)).body.uses;

describe('in a reply', () => {
  test('“/ref” and Enter put a text in with the contact’s name; what is unknown is flagged and blocks Send (line 24)', async () => {
    const id = await made();
    const name = await begin('Ana');
    await page.keyboard.type('/ref');
    await page.keyboard.press('Enter');
    await stands(reply(page), `Dear ${name}, your money comes back.`);
    await hides(list());
    await eventually(() => usesOf(id), 'that it was used', { until: uses => uses === 1 });
    await page.keyboard.press('Enter');
    await shows(page.getByRole('log').getByText(`Dear ${name}, your money comes back.`));

    await made({ shortcut: 'reorder', title: 'Order', text: 'Your order {{attributes.order}} is on its way.' });
    await page.keyboard.type('/reo');
    const option = options().filter({ hasText: 'Order' });
    await shows(option.getByText(/Not known here: .\{\{attributes\.order\}\}/));
    await page.keyboard.press('Enter');
    await stands(reply(page), 'Your order {{attributes.order}} is on its way.');
    await shows(page.getByText(/Fill in or remove .\{\{attributes\.order\}\}.: nothing is sent before\./));
    expect(await send().isDisabled()).toBe(true);
    await page.keyboard.press('Enter');
    await stands(reply(page), 'Your order {{attributes.order}} is on its way.');
    expect(await pending(page).count()).toBe(0);
    // It is marked: what is typed takes its place.
    await page.keyboard.type('4711');
    await stands(reply(page), 'Your order 4711 is on its way.');
    expect(await send().isEnabled()).toBe(true);
  });

  test('the arrows choose, Esc leaves what was typed, and the keyboard stays in the box', async () => {
    await made({ shortcut: 'late', title: 'Late', text: 'Sorry, we are late.' });
    await made({ shortcut: 'latest', title: 'Latest', text: 'Here is the latest.' });
    await begin();
    await page.keyboard.type('Well: /lat');
    await eventually(() => options().count(), 'what fits', { until: count => count === 2 });
    const active = async (): Promise<string> => {
      const id = await combobox().getAttribute('aria-activedescendant');
      return id === null ? '' : page.locator(`[id="${id}"][aria-selected=true]`).innerText();
    };
    expect(await combobox().getAttribute('aria-controls')).toBe(await list().getAttribute('id'));
    await eventually(active, 'the first', { until: text => text.startsWith('Late\n') || text.startsWith('Late/') });
    await page.keyboard.press('ArrowDown');
    await eventually(active, 'the second', { until: text => text.startsWith('Latest') });
    await page.keyboard.press('ArrowDown');
    await eventually(active, 'the first again', { until: text => !text.startsWith('Latest') });
    await page.keyboard.press('ArrowUp');
    await eventually(active, 'the last', { until: text => text.startsWith('Latest') });
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await hides(list());
    await stands(reply(page), 'Well: /lat');
    // It stays closed for this word, and Esc was for nothing else.
    await page.keyboard.type('e');
    expect(await list().count()).toBe(0);
    expect(await hasKeyboard()).toBe(true);
    // Another word is another wish.
    await page.keyboard.type(' /latest');
    await shows(options());
    await options().first().click();
    await stands(reply(page), 'Well: /late Here is the latest.');
    expect(await hasKeyboard()).toBe(true);
  });

  test('what was typed is not sent while it is not known what fits, nor when nothing does', async () => {
    await made({ text: 'Your money comes back.' });
    await begin();
    const held = await hold(page, 'GET', /canned-responses\?.*q=ref/);
    await page.keyboard.type('/refund');
    await eventually(() => held.calls() > 0, 'a question');
    await page.keyboard.press('Enter');
    await stands(combobox(), '/refund');
    held.letGo();
    await stands(reply(page), 'Your money comes back.');
    expect(await pending(page).count()).toBe(0);
    await reply(page).fill('');
    await page.keyboard.type('/nothing');
    await shows(page.getByText('No canned response fits.'));
    await page.keyboard.press('Enter');
    await stands(reply(page), '/nothing');
    expect(await pending(page).count()).toBe(0);
  });

  test('a slash within a word or from an input method opens nothing', async () => {
    await made();
    await begin();
    await page.keyboard.type('1/2 a/b ');
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: '/re', selectionStart: 3, selectionEnd: 3 });
    await stands(reply(page), '1/2 a/b /re');
    expect(await list().count()).toBe(0);
    await session.send('Input.insertText', { text: '/ref' });
    // The choice is made: now it is a word like any other.
    await shows(options());
    await stands(combobox(), '1/2 a/b /ref');
  });

  test('that they cannot be loaded is said, and what was typed is still there', async () => {
    expected = /status of 503/;
    await begin();
    const away = await spoil(page, 'GET', /canned-responses\?/, { status: 503, body: '' });
    await page.keyboard.type('/ref');
    await shows(page.getByRole('alert'));
    await page.keyboard.press('Enter');
    await hides(list());
    await stands(reply(page), '/ref');
    expect(await pending(page).count()).toBe(0);
    await away.end();
  });
});

describe('the page', () => {
  test('of an agent keeps their own, and shows what is shared', async () => {
    await made({ title: 'Shared', shortcut: 'shared' });
    await page.goto(`${stack.baseUrl}/inbox`);
    await page.getByRole('navigation', { name: 'Places' }).getByRole('button').first().click();
    await page.getByRole('menuitem', { name: 'Canned responses' }).click();
    await shows(page.getByRole('article', { name: 'Canned response Shared' }));
    expect(await page.getByRole('button', { name: 'Edit Shared' }).count()).toBe(0);
    await page.reload();
    await shows(page.getByRole('article', { name: 'Canned response Shared' }));
    await page.getByRole('button', { name: 'New canned response' }).click();
    const form = page.getByRole('dialog', { name: 'New canned response' });
    expect(await form.getByRole('combobox', { name: 'For whom' }).count()).toBe(0);
    await form.getByRole('textbox', { name: 'Title' }).fill('Thanks');
    await form.getByRole('textbox', { name: 'Shortcut' }).fill('two words');
    await form.getByRole('textbox', { name: 'Text' }).fill('Thank you, ');
    await form.getByRole('button', { name: 'Contact’s first name' }).click();
    await form.getByRole('textbox', { name: 'Text' }).press('End');
    await page.keyboard.type(' {{nobody}}');
    await shows(form.getByText(/Nothing is called .\{\{nobody\}\}.: whoever inserts this/));
    await form.getByRole('button', { name: 'Save' }).click();
    await shows(form.getByText('Letters, digits, _, . and -, without spaces.').nth(1));
    await form.getByRole('textbox', { name: 'Shortcut' }).fill('/thanks');
    await form.getByRole('button', { name: 'Save' }).click();
    await hides(form);
    const row = page.getByRole('article', { name: 'Canned response Thanks' });
    await shows(row.getByText('Thank you, {{contact.first_name}} {{nobody}}'));
    await page.getByRole('searchbox', { name: 'Search shortcuts' }).fill('nobody');
    await hides(page.getByRole('article', { name: 'Canned response Shared' }));
    await row.getByRole('button', { name: 'Remove Thanks' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await shows(page.getByText('No canned response fits.'));
  });

  test('of an administrator keeps what is shared, for everybody or for teams and queues', async () => {
    const own = (await browser.sit(stack.tenants[0]!.users[0]!)).page;
    await own.goto(`${stack.baseUrl}/settings/canned-responses`);
    await own.getByRole('button', { name: 'New canned response' }).click();
    const form = own.getByRole('dialog', { name: 'New canned response' });
    await form.getByRole('combobox', { name: 'For whom' }).click();
    await own.getByRole('option', { name: 'Teams and queues' }).click();
    await form.getByRole('textbox', { name: 'Title' }).fill('Hours');
    await form.getByRole('textbox', { name: 'Shortcut' }).fill('hours');
    await form.getByRole('textbox', { name: 'Text' }).fill('We are open.');
    await form.getByRole('button', { name: 'Save' }).click();
    expected = /status of 400/;
    await shows(form.getByText('It is for no team and no queue.'));
    await form.getByRole('combobox', { name: 'Queues' }).click();
    await own.getByRole('option').first().click();
    // The list of queues is closed by it, and the form is not.
    await own.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Save' }).click();
    await hides(form);
    await shows(own.getByRole('article', { name: 'Canned response Hours' }).getByText('Teams and queues'));
    expect((await admin.get(`${PATH}?scope=groups`)).body.items).toMatchObject([{ shortcut: 'hours', teamIds: [] }]);
    await own.context().close();
  });
});
