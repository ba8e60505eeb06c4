/** A draft is kept, wherever one navigates, until it is sent (defect 8 of the workbench's audit). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { hides, openBrowser, openChat, reply, shows, spoil, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const DRAFT = /\/conversations\/[\w-]+\/draft\?/;
let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;
let expected: RegExp | undefined;

const agentOf = (place = 0) => stack.tenants[0]!.users.filter(user => user.role === 'AGENT')[place]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
  seat = await browser.sit(agentOf());
  page = seat.page;
});
afterEach(async () => {
  const allowed = expected;
  expected = undefined;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(allowed);
});
afterAll(() => stack.close());

async function begin(): Promise<{ id: string; from: string }> {
  const from = newContact();
  const id = await writes(stack, from, 'Where is my bike?');
  expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agentOf().id })).status).toBe(200);
  await openChat(page, from);
  return { id, from };
}

/** Once the server keeps this of the agent. */
const isKept = (id: string, text: string | null, kind = 'reply') =>
  eventually(
    async () =>
      (
        await stack.db.admin.query<{ text: string | null }>(
          'SELECT text FROM message_draft WHERE conversation_id = $1 AND author_id = $2 AND kind = $3',
          [id, agentOf().id, kind],
        )
      ).rows[0]?.text,
    'what the server keeps',
    { until: seen => (seen ?? null) === text },
  );

describe('a draft', () => {
  test('is there after another conversation, a reload, and in another browser (8)', async () => {
    const { id, from } = await begin();
    await page.getByRole('button', { name: 'Reply to this' }).first().click();
    await reply(page).fill('Dear Ms Berg, your bike');
    const other = await begin();
    await stands(reply(page), '');
    await reply(page).fill('Something else');
    await openChat(page, from);
    await stands(reply(page), 'Dear Ms Berg, your bike');
    await isKept(id, 'Dear Ms Berg, your bike');
    await isKept(other.id, 'Something else');
    await page.reload();
    await stands(reply(page), 'Dear Ms Berg, your bike');
    await shows(page.getByText('Replies to: Where is my bike?'));
    const elsewhere = await browser.sit(agentOf(), { address: `#/conversations/${id}` });
    await stands(reply(elsewhere.page), 'Dear Ms Berg, your bike');
    await elsewhere.context.close();
    // A colleague who has the conversation next has their own.
    expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agentOf(1).id })).status).toBe(200);
    await shows(page.getByText('Now the conversation is not yours to answer.'));
    await shows(page.getByText('Dear Ms Berg, your bike'));
    const colleague = await browser.sit(agentOf(1), { address: `#/conversations/${id}` });
    await stands(reply(colleague.page), '');
    await colleague.context.close();
    // It comes back with its text.
    expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agentOf().id })).status).toBe(200);
    await stands(reply(page), 'Dear Ms Berg, your bike');
  });

  test('is there although the server was away, also after a reload meanwhile', async () => {
    expected = /status of 503/;
    const { id } = await begin();
    const away = await spoil(page, 'PUT', DRAFT, { status: 503, body: '' });
    const unread = await spoil(page, 'GET', DRAFT, { status: 503, body: '' });
    await reply(page).fill('Written while nobody listens');
    await eventually(() => away.calls() > 0, 'a try');
    await page.reload();
    await stands(reply(page), 'Written while nobody listens');
    await isKept(id, null);
    await Promise.all([away.end(), unread.end()]);
    await isKept(id, 'Written while nobody listens');
    await stands(reply(page), 'Written while nobody listens');
  });

  test('of two windows is never erased silently: both texts are there until one is chosen', async () => {
    expected = /status of 409/;
    const { id } = await begin();
    await reply(page).fill('Dear');
    await isKept(id, 'Dear');
    const second = await seat.tab();
    await stands(reply(second), 'Dear');
    await reply(second).fill('Dear Sir');
    await isKept(id, 'Dear Sir');
    await reply(page).fill('Dear Madam');
    await shows(page.getByText('You wrote something else here in another window'));
    await shows(page.getByText('Dear Sir', { exact: true }));
    await stands(reply(page), 'Dear Madam');
    await page.getByRole('button', { name: 'Keep both' }).click();
    await stands(reply(page), 'Dear Sir\n\nDear Madam');
    await isKept(id, 'Dear Sir\n\nDear Madam');
    await second.close();
  });

  test('that another window has sent is gone here, and is not sent again', async () => {
    expected = /status of 409/;
    const { id } = await begin();
    await reply(page).fill('It is on its way.');
    await isKept(id, 'It is on its way.');
    const second = await seat.tab();
    await stands(reply(second), 'It is on its way.');
    await reply(second).press('Enter');
    await stands(reply(second), '');
    // Here it still stands: sent once more, it is the same message.
    await reply(page).press('Enter');
    await stands(reply(page), '');
    await shows(page.getByRole('log').getByText('It is on its way.'));
    await hides(page.getByText(/^Sending: /));
    expect(
      (await stack.db.admin.query("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id]))
        .rowCount,
    ).toBe(1);
    await isKept(id, null);
    await second.close();
  });
});

test('a page that ends while a message is under way knows afterwards that it was taken', async () => {
  const { id } = await begin();
  await page.route(/\/messages$/, async route => {
    if (route.request().method() !== 'POST') return route.fallback();
    await route.fetch();
    // No answer: the page is gone before.
  });
  await reply(page).fill('It is on its way.');
  await reply(page).press('Enter');
  await eventually(
    async () =>
      (await stack.db.admin.query("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id]))
        .rowCount,
    'the message',
  );
  await page.reload();
  await shows(page.getByText('Your message was sent after all.'));
  await stands(reply(page), '');
  await shows(page.getByRole('log').getByText('It is on its way.'));
});

test('the text of a note is there after Esc, and gone when it is written', async () => {
  const { id } = await begin();
  const note = page.getByRole('textbox', { name: 'Text' });
  await page.getByRole('button', { name: 'Colleagues' }).click();
  await note.fill('The customer is upset');
  await page.keyboard.press('Escape');
  await eventually(async () => !(await note.isVisible()), 'the window to close');
  await isKept(id, 'The customer is upset', 'note');
  await page.getByRole('button', { name: 'Colleagues' }).click();
  await stands(note, 'The customer is upset');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await shows(page.getByRole('log').getByText('The customer is upset'));
  await isKept(id, null, 'note');
  await page.getByRole('button', { name: 'Colleagues' }).click();
  await stands(note, '');
  await page.keyboard.press('Escape');
});
