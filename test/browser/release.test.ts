/** A page that was opened before a new release finds its parts gone: it is loaded again, once, and nothing is lost. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import type { Workbenches } from '../support/browser.ts';
import { openBrowser, openChat, reply, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let contact: string;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
  contact = newContact();
  const id = await writes(stack, contact, 'Where is my bike?');
  const agent = stack.tenants[0]!.users.find(user => user.role === 'AGENT')!;
  expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agent.id })).status).toBe(200);
});
afterAll(() => stack.close());

/** Opens a conversation and writes half a reply; then the parts of the page that are not loaded yet are gone. */
async function written(): Promise<{ page: Page; loads: () => number; missed: () => number }> {
  const seat = await browser.sit(stack.tenants[0]!.users.find(user => user.role === 'AGENT')!);
  // Not the page that logged in: what a missing part makes a page say is none of its faults.
  const page = await seat.context.newPage();
  await page.goto(`${stack.baseUrl}/inbox`);
  await seat.page.close();
  await openChat(page, contact);
  await reply(page).fill('It is on');
  await shows(page.getByText(/^Draft (saved|kept)/));
  let [loads, missed] = [0, 0];
  page.on('load', () => (loads += 1));
  await page.route('**/assets/own-menu-list-*.js', route => {
    missed += 1;
    return route.fulfill({ status: 404, body: '' });
  });
  return { page, loads: () => loads, missed: () => missed };
}
const ownMenu = (page: Page) => page.getByRole('navigation', { name: 'Places' }).getByRole('button').click();
/** The next release, as a page asks what there is. */
const release = (page: Page): Promise<unknown> =>
  page.route(`${stack.baseUrl}/`, route =>
    route.request().resourceType() === 'document'
      ? route.fallback()
      : route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><script type="module" src="/assets/index-tomorrow.js"></script>',
        }),
  );

test('after a new release the page is loaded again, with what was written', async () => {
  const { page, loads, missed } = await written();
  await release(page);
  await ownMenu(page);
  await eventually(loads, 'the page that is loaded again', { until: count => count === 1 });
  await stands(reply(page), 'It is on');
  // The part is still gone, and the page goes on as it is.
  await ownMenu(page);
  await eventually(missed, 'a second try', { until: count => count >= 2 });
  await shows(page.getByText('This part of the page could not be loaded.'));
  expect(loads()).toBe(1);
  await stands(reply(page), 'It is on');
});

test('a part that is missing without a new release does not load the page again', async () => {
  const { page, loads, missed } = await written();
  await ownMenu(page);
  await eventually(missed, 'a try', { until: count => count >= 1 });
  await shows(page.getByText('This part of the page could not be loaded.'));
  expect(loads()).toBe(0);
  await stands(reply(page), 'It is on');
});
