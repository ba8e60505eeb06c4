/**
 * The customer-service window closes while a page is open, and opens again: nothing that was typed is lost, and nothing is
 * sent that WhatsApp would refuse. Numbers are lines of the workbench's acceptance list.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { told } from '../support/ai.ts';
import { agentsOf, assign } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, openChat, pending, reply, rows, shows, stands } from '../support/browser.ts';
import type { Customer } from '../support/customer.ts';
import { customerOf } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const HOUR_MS = 3_600_000;
let stack: Stack;
let browser: Workbenches;
let page: Page;
let ahead = 0;
let expected: RegExp | undefined;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], clock: () => Date.now() + ahead });
  browser = await openBrowser(stack);
  expect((await (await stack.admin()).post('/api/v1/templates/sync', {})).status).toBe(202);
  ({ page } = await browser.sit(agentsOf(stack)[0]!));
});
beforeEach(() => {
  ahead = 0;
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(expected);
  expected = undefined;
});
afterAll(() => stack.close());

let serial = 0;
/** A conversation of the agent whose window is open for another hour. */
async function begin(): Promise<{ customer: Customer; id: string }> {
  const customer = customerOf(stack, `Customer of line ${++serial}`);
  customer.behind(23 * HOUR_MS);
  await customer.writes('Where is my bike?');
  const id = await eventually(async () => {
    const { items } = (await stack.api().get('/api/v1/conversations?limit=100')).body;
    return (items as { id: string; contact: { waId: string } }[]).find(({ contact }) => contact.waId === customer.from)
      ?.id;
  }, 'the conversation');
  await assign(stack, id, agentsOf(stack)[0]!);
  await openChat(page, customer.name);
  await shows(page.getByText(/^window open, /));
  return { customer, id };
}
const send = () => page.getByRole('button', { name: 'Send', exact: true });

test('a page that is left open closes by itself, keeps the text, lets notes be written, and opens again (line 14)', async () => {
  const { id, customer } = await begin();
  await reply(page).fill('It is on its way.');
  await shows(page.getByText('Draft saved'));
  ahead = HOUR_MS + 60_000;
  // Whatever is asked tells the time, as when one comes back to the tab.
  await page.evaluate("window.dispatchEvent(new Event('focus'))");
  await hides(reply(page));
  await shows(page.getByText(/^The window closed .* ago\./));
  await shows(page.getByText('window closed', { exact: true }));
  await shows(rows(page).filter({ hasText: customer.name }).getByText('window closed'));
  await shows(page.getByText('It is on its way.', { exact: true }));
  expect(await send().count()).toBe(0);
  // Who types on does so where a template is looked for: no letter is taken for a key, and nothing is sent.
  const template = page.getByRole('combobox', { name: 'Template' });
  await eventually(
    () => page.evaluate<boolean>("document.activeElement.getAttribute('aria-label') === 'Template'"),
    'the field with the keyboard',
  );
  await page.keyboard.type('e');
  for (const key of ['Enter', 'Control+Enter']) await page.keyboard.press(key);
  await stands(template, 'e');
  await page.getByRole('log').focus();
  await page.keyboard.press('r');
  expect(await reply(page).count()).toBe(0);
  await page.keyboard.press('n');
  const note = page.getByLabel('Note', { exact: true }).and(page.locator('textarea'));
  await note.fill('She is to be called');
  await page.getByRole('button', { name: 'Write the note' }).click();
  await shows(page.getByRole('log').getByText('She is to be called'));
  expect((await stack.api().get(`/api/v1/conversations/${id}`)).body.state).toBe('active');
  expect(told(stack, customer.from)).toEqual([]);
  await page.getByRole('tab', { name: 'Reply' }).click();
  await page.evaluate('window.isNotReloaded = true');
  customer.behind(0);
  ahead = 0;
  await customer.writes('Hello?');
  await stands(reply(page), 'It is on its way.');
  await shows(page.getByText(/^window open, /));
  await reply(page).press('Enter');
  await customer.hears('It is on its way.');
  expect(await page.evaluate('window.isNotReloaded')).toBe(true);
});

test('what is sent in the moment in which it closes is refused in words, and can be had back (line 15)', async () => {
  expected = /status of 409.*\/(messages|typing)/;
  // Nothing tells the page what time it is, nor does what is under way when that changes.
  await page.route(/\/api\/v1\//, async route => {
    const response = await route.fetch();
    const { date: _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  const { id, customer } = await begin();
  await reply(page).fill('It is on its way.');
  ahead = HOUR_MS + 60_000;
  const refused = await stack.api().post(`/api/v1/conversations/${id}/messages`, { text: { body: 'Directly' } });
  expect([refused.status, refused.body.code]).toEqual([409, 'window_closed']);
  await reply(page).press('Enter');
  await shows(pending(page).getByRole('alert'));
  expect(await pending(page).getByText('It is on its way.').count()).toBe(1);
  expect(await pending(page).getAttribute('data-pending')).toBe('held');
  expect(await pending(page).getByText('Sending').count()).toBe(0);
  expect((await pending(page).getByRole('alert').innerText()).length).toBeGreaterThan(40);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await pending(page).getByRole('button', { name: 'Edit' }).click();
  await hides(pending(page));
  await shows(page.getByText('It is on its way.', { exact: true }));
  expect(told(stack, customer.from)).toEqual([]);
});
