/**
 * One's own conversations can always be reached, and viewing one leaves no trace (defects 2 and 6 of the workbench's
 * audit).
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf, assign, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, reply, rows, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { inParallel } from '../support/in-parallel.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** More than a page of the list. */
const LISTED = 100;
let stack: Stack;
let browser: Workbenches;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
});
afterEach(async () => {
  await browser.leave();
  browser.noErrors(/status of 404/);
});
afterAll(() => stack.close());

const agentOf = () => agentsOf(stack)[0]!;
const adminOf = () => stack.tenants[0]!.users[0]!;
const receipts = async (id: string): Promise<number> =>
  (
    await stack.db.admin.query(
      "SELECT 1 FROM conversation_event WHERE conversation_id = $1 AND type = 'receipt_requested'",
      [id],
    )
  ).rowCount ?? 0;

test('in a low window every choice of a menu can be reached, and nothing scrolls away for it', async () => {
  const { page } = await browser.sit(agentOf());
  for (const height of [720, 480, 320]) {
    await page.setViewportSize({ width: 1_280, height });
    await page.getByRole('button', { name: new RegExp(agentOf().name) }).click();
    const last = page.getByRole('menuitem', { name: 'Log out' });
    await last.hover();
    const { y, height: tall } = (await last.boundingBox())!;
    expect([y >= 0, y + tall <= height, await page.evaluate('scrollY')]).toEqual([true, true, 0]);
    await page.keyboard.press('Escape');
    await hides(page.getByRole('menu'));
  }
});

test('after 100 newer conversations an agent reaches, opens and answers its own (2)', async () => {
  const { from } = await assigned(stack, agentOf(), 'Mine');
  await inParallel(
    Array.from({ length: LISTED + 5 }, () => newContact()),
    10,
    newer => writes(stack, newer, 'A newer one'),
  );
  const { page } = await browser.sit(agentOf());
  await shows(rows(page).filter({ hasText: new RegExp(from) }));
  expect(await rows(page).count()).toBe(1);
  await rows(page).first().click();
  await reply(page).fill('Here I am.');
  await reply(page).press('Enter');
  await shows(page.getByRole('log').getByText('Here I am.'));
  // One that is in neither list is opened by its address.
  const [oldest] = (
    await stack.db.admin.query<{ id: string }>(
      "SELECT id FROM conversation WHERE phase = 'queued' ORDER BY last_message_at LIMIT 1",
    )
  ).rows;
  await page.goto(`${stack.baseUrl}/#/conversations/${oldest!.id}`);
  await shows(page.getByRole('log').getByText('A newer one'));
  await page.goto(`${stack.baseUrl}/#/conversations/${stack.tenants[0]!.id}`);
  await shows(page.getByText('There is no such conversation for you (any more).'));
});

test('an administrator who looks at a waiting conversation marks nothing as read (6)', async () => {
  const from = newContact();
  const id = await writes(stack, from, 'Anybody there?');
  const ticks = stack.simulator.state.readByBusiness.size;
  const { page } = await browser.sit(adminOf(), { address: `#/conversations/${id}` });
  await shows(page.getByRole('log').getByText('Anybody there?'));
  // Also one who begins to write, and leaves it at that.
  await reply(page).fill('We are');
  await eventually(
    async () =>
      (await stack.db.admin.query("SELECT 1 FROM message_draft WHERE conversation_id = $1 AND text = 'We are'", [id]))
        .rowCount,
    'the draft',
  );
  expect((await stack.api().get(`/api/v1/conversations/${id}`)).body.unread).toBe(1);
  await page.reload();
  await stands(reply(page), 'We are');
  // Another message comes and is shown; whoever has the conversation then, reads it.
  await writes(stack, from, 'Hello?');
  await shows(page.getByRole('log').getByText('Hello?'));
  expect([
    await receipts(id),
    (await stack.api().get(`/api/v1/conversations/${id}`)).body.unread,
    stack.simulator.state.readByBusiness.size,
  ]).toEqual([0, 2, ticks]);
  await assign(stack, id, agentOf());
  const owner = await browser.sit(agentOf(), { address: `#/conversations/${id}` });
  await shows(owner.page.getByRole('log').getByText('Hello?'));
  await eventually(async () => (await receipts(id)) === 1, 'the receipt of who answers');
  await eventually(() => stack.simulator.state.readByBusiness.size > ticks, 'the blue ticks');
  // All that stayed before has moved now.
  await eventually(async () => (await stack.api().get(`/api/v1/conversations/${id}`)).body.unread, 'nothing unread', {
    until: unread => unread === 0,
  });
});

test('an offer tells who waits, however many newer conversations there are', async () => {
  const agent = await stack.agent(1);
  await writes(stack, newContact(), 'I wait');
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  const offer = await eventually(
    async () => (await agent.get('/api/v1/offers')).body.items[0] as { conversationId: string } | undefined,
    'an offer',
  );
  // Older than all that the list shows.
  await stack.db.admin.query(
    "UPDATE conversation SET last_message_at = last_message_at - interval '1 day' WHERE id = $1",
    [offer.conversationId],
  );
  expect(
    (await agent.get(`/api/v1/conversations?limit=${LISTED}`)).body.items.map((each: { id: string }) => each.id),
  ).not.toContain(offer.conversationId);
  const { contact } = (await agent.get(`/api/v1/conversations/${offer.conversationId}`)).body;
  const { page } = await browser.sit(stack.tenants[0]!.users.filter(user => user.role === 'AGENT')[1]!);
  await shows(page.getByRole('article', { name: 'Offer' }).getByText(contact.name!));
});
