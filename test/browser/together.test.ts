/** Several people at one conversation: handing over, mentions, who is there. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, told, writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { goToView, hides, hold, openBrowser, openChat, rows, shows, stands, viewLink } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let ana: Page;
let ben: Page;

const agentOf = (place = 0) => agentsOf(stack)[place]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50, wrapUpMs: 0 }, {}] });
  browser = await openBrowser(stack);
  [ana, ben] = [(await browser.sit(agentOf(0))).page, (await browser.sit(agentOf(1))).page];
});
afterEach(() => browser.noErrors(/status of 404|status of 409.*\/take\b/));
afterAll(() => stack.close());

const begin = async (): Promise<{ id: string; from: string }> => {
  const begun = await assigned(stack, agentOf());
  await openChat(ana, begun.from);
  return begun;
};
const noteBox = (page: Page) => page.getByLabel('Note', { exact: true }).and(page.locator('textarea'));
const toNote = async (page: Page): Promise<void> => {
  await page.getByRole('main').getByRole('tab', { name: 'Note' }).click();
  await shows(noteBox(page));
};

test('a conversation goes to a queue with a note; who is there and how many wait is shown', async () => {
  const { id, from } = await begin();
  await stack.api().put(`/api/v1/agents/${agentOf(1).id}/capacity`, { max: 2 });
  await ana.keyboard.press('a');
  const dialog = ana.getByRole('dialog', { name: 'Transfer the conversation' });
  const to = dialog.getByRole('combobox', { name: 'To' });
  await shows(to);
  await to.click();
  const queue = ana.getByRole('option', { name: new RegExp(stack.tenants[0]!.queues[0]!.name) });
  await shows(queue.getByText(/\d+ waits?$/));
  await shows(ana.getByRole('option', { name: new RegExp(agentOf(1).name) }).getByText(/places? free/));
  await queue.click();
  await dialog.getByRole('textbox', { name: 'What they should know' }).fill('She wants the blue one');
  await dialog.getByRole('button', { name: 'Transfer', exact: true }).click();
  await hides(dialog);
  await shows(ana.getByText(`Transferred: ${stack.tenants[0]!.queues[0]!.name}`));
  await eventually(async () => (await stack.api().get(path(id))).body, 'the conversation in its queue', {
    until: ({ queueId, agentId }) => queueId === stack.tenants[0]!.queues[0]!.id && agentId !== agentOf().id,
  });
  await shows(
    ana.getByRole('log').getByText('She wants the blue one').or(ana.getByText('There is no such conversation')),
  );
  expect((await stack.api().get(path(id, '/messages'))).body.items.map(({ words }) => words)).toContain(
    'She wants the blue one',
  );
  expect(from).not.toBe('');
});

test('a transcript is a file that the menu leads to', async () => {
  await begin();
  await ana.getByRole('button', { name: 'More actions' }).click();
  const [file] = await Promise.all([
    ana.waitForEvent('download'),
    ana.getByRole('menuitem', { name: 'Transcript as text' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^conversation-[\w-]+\.txt$/);
});

test('an at sign in a note offers who sees the conversation; who is mentioned is told, finds it, and it is seen then (lines 21, 25)', async () => {
  const { from } = await begin();
  await goToView(ben, 'All');
  await toNote(ana);
  const name = agentOf(1).name;
  await noteBox(ana).focus();
  await ana.keyboard.type(`Look, @${name.slice(0, 2).toLowerCase()}`);
  const offered = ana.getByRole('listbox', { name: 'Colleagues' });
  await shows(offered.getByRole('option', { name: new RegExp(name) }));
  for (const stranger of stack.tenants[1]!.users)
    expect(await offered.getByRole('option', { name: stranger.name, exact: true }).count()).toBe(0);
  await eventually(async () => {
    const active = await noteBox(ana).getAttribute('aria-activedescendant');
    const option = ana.locator(`[id="${active}"]`);
    if (new RegExp(name).test((await option.textContent()) ?? '')) return true;
    await ana.keyboard.press('ArrowDown');
    return false;
  }, 'the colleague as the chosen one');
  await ana.keyboard.press('Enter');
  await stands(noteBox(ana), `Look, @${name} `);
  await ana.keyboard.type('please');
  await ana.keyboard.press('Enter');
  await shows(ben.getByText(`${agentOf().name} mentions you in the conversation with`));
  await shows(viewLink(ben, 'Mentions', 1));
  await goToView(ben, 'Mentions');
  const row = rows(ben).filter({ hasText: new RegExp(from) });
  await shows(row.getByText('mentions you'));
  await row.click();
  await shows(ben.getByRole('log').getByText(`Look, @${name} please`));
  // The customer is told nothing of it (line 21).
  expect(told(stack, from)).toEqual([]);
  await shows(viewLink(ben, 'Mentions', 0));
  await shows(row.getByText('seen', { exact: true }));
});

test('in a reply an at sign is an at sign', async () => {
  await begin();
  const box = ana.getByRole('textbox', { name: 'Reply' });
  await box.focus();
  await ana.keyboard.type('@b');
  await stands(box, '@b');
  expect(await ana.getByRole('listbox').count()).toBe(0);
  await box.fill('');
});

test('colleagues who have the same open see each other, and who writes; it warns and keeps nothing from being sent (line 22)', async () => {
  const { from } = await begin();
  await openChat(ben, from);
  const here = (page: Page) => page.getByRole('list', { name: 'Also here' });
  await shows(
    here(ana)
      .getByRole('listitem')
      .filter({ hasText: agentOf(1).name }),
  );
  await shows(
    here(ben)
      .getByRole('listitem')
      .filter({ hasText: agentOf(0).name }),
  );
  const box = ana.getByRole('textbox', { name: 'Reply' });
  await box.focus();
  await ana.keyboard.type('I look it up');
  await shows(ben.getByText(`${agentOf().name} is writing`, { exact: true }));
  await shows(ben.getByRole('status').getByText(`${agentOf().name} is writing a reply here`));
  expect(await ana.getByText(/is writing/).count()).toBe(0);
  await ana.keyboard.press('Enter');
  await shows(ana.getByRole('log').getByText('I look it up'));
  await hides(ben.getByText(/is writing/));
  await goToView(ben, 'All');
  await ben.keyboard.press('Escape');
  await hides(here(ana));
});

test('who writes while a colleague replies is asked once whether theirs still answers (line 22)', async () => {
  const { id, from } = await begin();
  const boss = (await browser.sit(stack.tenants[0]!.users[0]!)).page;
  await openChat(boss, from);
  const box = (page: Page) => page.getByRole('textbox', { name: 'Reply' });
  const sent = async (): Promise<string[]> =>
    (
      await stack.db.admin.query<{ body: string }>(
        "SELECT content ->> 'body' AS body FROM message WHERE conversation_id = $1 AND direction = 'outbound' ORDER BY received_at, id",
        [id],
      )
    ).rows.map(({ body }) => body);
  await box(ana).fill('It is on its way');
  await box(boss).fill('It comes on Friday');
  await box(boss).press('Enter');
  await shows(ana.getByRole('log').getByText('It comes on Friday'));
  await box(ana).press('Enter');
  await shows(ana.getByRole('alert').getByText(/An administrator has replied since you began to write/));
  await stands(box(ana), 'It is on its way');
  expect(await sent()).toEqual(['It comes on Friday']);
  await box(ana).press('Enter');
  await shows(ana.getByRole('log').getByText('It is on its way'));
  await eventually(sent, 'both', { until: texts => texts.length === 2 });
  // Whoever begins after that has read it.
  await hides(ana.getByRole('alert'));
  await box(ana).fill('See you!');
  await box(ana).press('Enter');
  await shows(ana.getByRole('log').getByText('See you!'));
  await boss.context().close();
});

test('of two who take one at once one has it, and the other sees who did (line 13)', async () => {
  const admin = await stack.admin();
  for (const { id } of stack.tenants[0]!.queues)
    expect((await admin.put(`/api/v1/queues/${id}`, { pull: true })).status).toBe(200);
  const from = newContact();
  const id = await writes(stack, from, 'Who takes me?');
  const pages = [ana, ben] as const;
  // What queues allow is read when a page opens.
  for (const page of pages) await page.reload();
  for (const page of pages) await openChat(page, from);
  const take = (page: Page) => page.getByRole('main').getByRole('button', { name: 'Take', exact: true });
  for (const page of pages) await shows(take(page));
  const held = await Promise.all(pages.map(page => hold(page, 'POST', /\/take$/)));
  await Promise.all(pages.map(page => take(page).click()));
  await eventually(() => held.every(({ calls }) => calls() === 1), 'both calls');
  for (const { letGo } of held) letGo();
  const owner = await eventually(async () => (await stack.api().get(path(id))).body.agentId, 'who has it');
  const [has, sees] = owner === agentOf(0).id ? [ana, ben] : [ben, ana];
  await shows(has.getByRole('textbox', { name: 'Reply' }));
  const name = owner === agentOf(0).id ? agentOf(0).name : agentOf(1).name;
  await shows(
    rows(sees)
      .filter({ hasText: new RegExp(from) })
      .getByText(`with ${name}`),
  );
  await hides(take(sees));
  await shows(sees.getByRole('main').getByRole('alert'));
  expect(await sees.getByRole('textbox', { name: 'Reply' }).count()).toBe(0);
  for (const page of pages) await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('an offer that is accepted in one tab is gone in the other (line 13)', async () => {
  const agent = await stack.agent(2);
  const seat = await browser.sit(agentOf(2));
  await seat.page.goto(`${stack.baseUrl}/inbox?view=all`);
  await assigned(stack, agentOf(2), 'Already mine');
  await rows(seat.page).first().click();
  await shows(seat.page.getByRole('log'));
  const second = await seat.tab();
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  const from = newContact();
  await writes(stack, from, 'I wait');
  // Others of before wait, too.
  const offer = (page: Page) => page.getByRole('article', { name: 'Offer' }).filter({ hasText: new RegExp(from) });
  for (const page of [seat.page, second]) await shows(offer(page));
  await offer(seat.page).getByRole('button', { name: 'Accept' }).click();
  await shows(seat.page.getByRole('heading', { level: 2, name: new RegExp(from) }));
  await hides(offer(second));
  // It takes nobody elsewhere there.
  expect(await second.getByRole('heading', { level: 2, name: new RegExp(from) }).count()).toBe(0);
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
  await seat.context.close();
});

test('an administrator who reads along is told so, and leaves the unread as it is', async () => {
  const { id, from } = await begin();
  await ana.goto(`${stack.baseUrl}/inbox`);
  await goToView(ana, 'All');
  const boss = (await browser.sit(stack.tenants[0]!.users[0]!)).page;
  const unread = async (): Promise<number> => (await stack.api().get(path(id))).body.unread;
  await writes(stack, from, 'Are you there?');
  const before = await unread();
  expect(before).toBeGreaterThan(0);
  await openChat(boss, from);
  await shows(boss.getByRole('log').getByText('Are you there?'));
  await shows(boss.getByText('Reading along: nothing is marked as read'));
  expect(await unread()).toBe(before);
  await openChat(ana, from);
  await shows(ana.getByRole('list', { name: 'Also here' }).getByText(stack.tenants[0]!.users[0]!.name));
  await eventually(unread, 'what is unread', { until: count => count === 0 });
});

test('an administrator chooses whether agents see who reads along', async () => {
  const boss = (await browser.sit(stack.tenants[0]!.users[0]!)).page;
  await boss.goto(`${stack.baseUrl}/settings/together`);
  const shown = boss.getByRole('switch', { name: 'Agents see that an administrator reads along' });
  const setting = async (): Promise<boolean> => (await stack.api().get('/api/v1/settings')).body.supervisorsShown;
  for (const wanted of [false, true]) {
    await shows(boss.getByText('Whoever writes is always seen.'));
    await shown.click();
    await eventually(setting, 'the setting', { until: now => now === wanted });
  }
});
