/**
 * What the AI drafts, and messages that failed, as agents see them. Numbers are lines of the workbench's acceptance
 * list.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ending, publishArticle, setPolicy, told, whileAsked, writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, openChat, pending, reply, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const ARTICLE = 'We sell and repair bicycles.\n\n## Opening hours\n\nWe are open from nine to five on weekdays.';
let stack: Stack;
let browser: Workbenches;
/** The first agent's. */
let page: Page;

const agentOf = () => agentsOf(stack)[0]!;
const card = () => page.getByRole('region', { name: 'Draft by the AI' });
const button = (name: string) => card().getByRole('button', { name, exact: true });

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  const admin = await stack.admin();
  await publishArticle(admin, 'Our shop', ARTICLE);
  await setPolicy(admin, { mode: 'suggest' });
  ({ page } = await browser.sit(agentOf()));
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

/** The first agent, before a conversation of theirs for which the AI has drafted. */
async function begin(): Promise<{ id: string; from: string }> {
  const { id, from } = await assigned(stack, agentOf(), 'When are you open?');
  expect(await ending(stack, id)).toBe('suggested');
  await openChat(page, from);
  await shows(button('Use'));
  return { id, from };
}

/** What became of the conversation's drafts, the oldest first. */
const decisions = async (id: string) =>
  (
    await stack.db.admin.query<{ state: string; decided_by: string | null }>(
      'SELECT state, decided_by FROM suggestion WHERE conversation_id = $1 ORDER BY created_at, id',
      [id],
    )
  ).rows.map(({ state, decided_by: by }) => [state, by]);

test('a draft comes beside what is typed, and shows what it rests on (line 19)', async () => {
  await begin();
  await reply(page).fill('Dear Ms Berg,');
  await card()
    .getByRole('button', { name: /^\[1\] Our shop/ })
    .click();
  const source = page.getByRole('dialog', { name: /^Our shop/ });
  await shows(source.getByText('We are open from nine to five on weekdays.'));
  // The rest of the article, too.
  await shows(source.getByText('We sell and repair bicycles.'));
  await page.keyboard.press('Escape');
  await hides(source);
  await button('Use').click();
  const written = await eventually(() => reply(page).inputValue(), 'both', { until: text => text.length > 20 });
  expect(written).toMatch(/^Dear Ms Berg,\n\n.*nine to five/s);
});

test('a draft that is dismissed is gone, and that is recorded (line 19)', async () => {
  const { id } = await begin();
  await button('Dismiss').click();
  await hides(card());
  expect(await decisions(id)).toEqual([['dismissed', agentOf().id]]);
  await stands(reply(page), '');
});

test('one can say why a draft is not wanted', async () => {
  const { id } = await begin();
  await button('Not right because …').click();
  await page.getByRole('menuitem', { name: 'The tone is not right' }).click();
  await hides(card());
  const { rows } = await stack.db.admin.query(
    'SELECT state, dismissed_because FROM suggestion WHERE conversation_id = $1',
    [id],
  );
  expect(rows).toEqual([{ state: 'dismissed', dismissed_because: 'tone' }]);
});

test('a draft that is used stays hidden while its words stand in the box, also after a reload', async () => {
  const { id } = await begin();
  await button('Use').click();
  await hides(card());
  const written = await reply(page).inputValue();
  const found = page.waitForResponse(/\/suggestions$/);
  await page.reload();
  await (await found).finished();
  await stands(reply(page), written);
  await shows(page.getByRole('button', { name: 'Ask the AI' }));
  expect(await card().count()).toBe(0);
  // Thrown away, it is as if it had not been used.
  await reply(page).fill('');
  await shows(button('Use'));
  await button('Use').click();
  await reply(page).press('Enter');
  await stands(reply(page), '');
  await hides(pending(page));
  expect(await card().count()).toBe(0);
  await eventually(() => decisions(id), 'the decision', { until: ([first]) => first?.[0] === 'accepted' });
});

test('a draft is marked as outdated when the customer writes, until another one is written (line 20)', async () => {
  const { from } = await begin();
  await whileAsked(
    stack,
    () => writes(stack, from, 'When are you open on weekdays?'),
    async () => {
      await shows(card().getByText('Outdated'));
      expect(await button('Use').isDisabled()).toBe(true);
      await shows(card().getByText(/nine to five/));
      await button('Write it anew').click();
    },
  );
  await eventually(() => button('Use').isEnabled(), 'another draft');
  await hides(card().getByText('Outdated'));
});

test('a draft that somebody asked for is marked as outdated, too, also after a reload (line 20)', async () => {
  const { id, from } = await begin();
  await page.getByRole('button', { name: 'Ask the AI' }).click();
  await page.getByRole('menuitem', { name: 'Draft a reply' }).click();
  await eventually(() => decisions(id), 'the second draft', {
    until: rows => rows.map(([state]) => state).join() === 'stale,open',
  });
  await whileAsked(
    stack,
    () => writes(stack, from, 'When are you open on weekdays?'),
    async () => {
      await shows(card().getByText('Outdated'));
      await page.reload();
      await shows(card().getByText('Outdated'));
      expect(await button('Use').isDisabled()).toBe(true);
    },
  );
});

test('a message that failed tells its code and its cause, and is sent again once, however often it is pressed (line 18)', async () => {
  const { id, from } = await begin();
  stack.simulator.fault({ kind: 'error', code: 131047, to: from });
  await reply(page).fill('Until five.');
  await reply(page).press('Enter');
  const failed = page.getByRole('log').getByRole('article').filter({ hasText: 'Until five.' });
  await shows(failed.getByText('Code 131047'));
  expect((await failed.getByRole('alert').textContent())?.length).toBeGreaterThan(20);
  expect(told(stack, from)).toEqual([]);
  const again = failed.getByRole('button', { name: 'Send again' });
  await again.dblclick();
  await hides(again);
  await shows(failed.getByText(/^(sent|delivered|read)$/));
  expect(told(stack, from)).toEqual(['Until five.']);
  const attempts = await stack.db.admin.query(
    'SELECT 1 FROM send_attempt a JOIN message m ON m.id = a.message_id WHERE m.conversation_id = $1',
    [id],
  );
  expect(attempts.rowCount).toBe(2);
});

test('a conversation that is older than the policy has the AI to ask, as soon as there is a policy (defect 26)', async () => {
  const admin = await stack.admin();
  await setPolicy(admin, { mode: 'off' });
  const { id, from } = await assigned(stack, agentOf(), 'When are you open on weekdays?');
  await page.reload();
  await openChat(page, from);
  await shows(reply(page));
  expect((await stack.api().get(`/api/v1/conversations/${id}`)).body.ai).toBeNull();
  expect((await stack.api().get('/api/v1/ai')).body).toEqual({ mode: 'off' });
  expect(await page.getByRole('button', { name: 'Ask the AI' }).count()).toBe(0);
  await setPolicy(admin, { mode: 'suggest' });
  await page.reload();
  await page.getByRole('button', { name: 'Ask the AI' }).click();
  await page.getByRole('menuitem', { name: 'Draft a reply' }).click();
  await button('Use').click();
  await eventually(() => reply(page).inputValue(), 'the draft', { until: text => text.includes('nine to five') });
});
