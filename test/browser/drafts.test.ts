/** A draft is kept, wherever one navigates, until it is sent (defect 8 of the workbench's audit). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { agentsOf, assign, assigned } from '../support/assigned.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { hides, openBrowser, openChat, paste, pending, reply, shows, spoil, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const DRAFT = /\/conversations\/[\w-]+\/draft\?/;
let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;
let expected: RegExp | undefined;

const agentOf = (place = 0) => agentsOf(stack)[place]!;

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
  const { id, from } = await assigned(stack, agentOf());
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
  test('is there after another conversation, a reload, and in another browser (8, line 23)', async () => {
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
    await assign(stack, id, agentOf(1));
    await shows(page.getByText('Now the conversation is not yours to answer.'));
    await shows(page.getByText('Dear Ms Berg, your bike'));
    const colleague = await browser.sit(agentOf(1), { address: `#/conversations/${id}` });
    await stands(reply(colleague.page), '');
    await colleague.context.close();
    // It comes back with its text.
    await assign(stack, id, agentOf());
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
    await hides(pending(page));
    expect(
      (await stack.db.admin.query("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id]))
        .rowCount,
    ).toBe(1);
    await isKept(id, null);
    await second.close();
  });
});

test('what is pasted is not cut, and says what is too much (24)', async () => {
  const { id } = await begin();
  const long = 'x'.repeat(5_000);
  await paste(reply(page), long);
  await shows(page.getByText('904 characters too many for WhatsApp'));
  await stands(reply(page), long);
  await isKept(id, long);
  await reply(page).press('Enter');
  expect(await pending(page).count()).toBe(0);
  await reply(page).fill('');
  await page.getByRole('tab', { name: 'Note' }).click();
  const note = page.getByRole('textbox', { name: 'Note' });
  await paste(note, 'x'.repeat(10_001));
  await shows(page.getByText('1 character too many', { exact: true }));
  await stands(note, 'x'.repeat(10_001));
  await note.fill('');
  // All of it can be read where it is written down, by colleagues and by one who is asked.
  await paste(note, long);
  await page.getByRole('button', { name: 'Write the note' }).click();
  await shows(page.getByRole('log').getByText(long, { exact: true }));
  await page.getByRole('combobox', { name: 'Who reads it' }).click();
  await page.getByRole('option', { name: 'Ask a colleague' }).click();
  await page.getByRole('combobox', { name: 'Colleague' }).click();
  await page.getByRole('option', { name: /Agent Two/ }).click();
  const asked = 'y'.repeat(5_000);
  await paste(note, asked);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await shows(page.getByRole('log').getByText(asked, { exact: true }));
  const answer = page.getByRole('textbox', { name: 'To the consult' });
  await paste(answer, 'z'.repeat(5_000));
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await shows(page.getByRole('log').getByText('z'.repeat(5_000), { exact: true }));
  await page.getByRole('tab', { name: 'Reply' }).click();
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
  // The held request goes on now, and the next page's may meet it.
  expected = /status of 409.*\/messages/;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.reload();
  await shows(page.getByRole('log').getByText('It is on its way.'));
  await hides(pending(page));
  await stands(reply(page), '');
  expect(
    (await stack.db.admin.query("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id]))
      .rowCount,
  ).toBe(1);
});

test('the text of a note is there after Esc and another page, and gone when it is written', async () => {
  const { id, from } = await begin();
  const note = page.getByRole('textbox', { name: 'Note' });
  await page.getByRole('tab', { name: 'Note' }).click();
  await note.fill('The customer is upset');
  await page.keyboard.press('Escape');
  await isKept(id, 'The customer is upset', 'note');
  await begin();
  await openChat(page, from);
  await stands(note, 'The customer is upset');
  await page.getByRole('button', { name: 'Write the note' }).click();
  await shows(page.getByRole('log').getByText('The customer is upset'));
  await isKept(id, null, 'note');
  await stands(note, '');
  await page.getByRole('tab', { name: 'Reply' }).click();
});
