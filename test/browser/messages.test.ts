/** What a message says, whatever its kind, and who wrote it (defects 7 and 11 of the workbench's audit). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { root } from '../../ops/root.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { openBrowser, openChat, rows, shows } from '../support/browser.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { WebhookBody } from '../support/webhook.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;

const agentOf = (place = 0) => agentsOf(stack)[place]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
  page = (await browser.sit(agentOf())).page;
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

/** Delivers the message of a webhook that WhatsApp documents, as another contact's. */
async function delivers(name: string, from: string): Promise<void> {
  const file = join(root, `test/fixtures/whatsapp/${name}.json`);
  const body = JSON.parse(readFileSync(file, 'utf8')) as WebhookBody;
  const [message] = body.entry[0]!.changes[0]!.value.messages!;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { status, body: receipt } = await postWebhook(
    stack.baseUrl,
    messagesBody(stack.tenants[0]!.phoneNumberId, {
      contacts: [{ profile: { name: `Customer ${from}` }, wa_id: from }],
      messages: [{ ...message, from, id: `wamid.${name}.${from}`, timestamp }],
    }),
  );
  expect([status, receipt.stored]).toEqual([200, 1]);
}

test.each<[name: string, words: string[], line?: string]>([
  ['button', ['title']],
  ['interactive-button-reply', ['title']],
  ['interactive-list-reply-description', ['title']],
  ['interactive-nfm-reply', ['comment text', 'Comment Text', 'delivery rating', '4'], 'comment text: Comment Text'],
  ['interactive-call-permission-reply', ['May be called'], 'accept'],
  [
    'interactive-error',
    ['Something that WhatsApp does not pass on (Buttons or a list)'],
    'Something that WhatsApp does not pass on',
  ],
  [
    'location',
    ['Facebook HQ', '1 Hacker Way, Menlo Park, CA 94025', '37.4611978, -122.2164385'],
    'Facebook HQ, 1 Hacker Way, Menlo Park, CA 94025',
  ],
  ['location-current', ['12.25089, 43.90539']],
  [
    'contacts',
    ['Chandler Bing', '+1 555-555-5555', 'Monica', '+1 666-666-6666', 'Rachel Green', '+1 777-777-7777'],
    'Chandler Bing, +1 555-555-5555; Monica',
  ],
  ['order', ['HAMBURGER', 'SODA', 'Total'], '3 × HAMBURGER (30 ILS)'],
  ['unsupported', ['Something that WhatsApp does not pass on']],
])('a message “%s” is shown in words (7)', async (name, words, line = words[0]!) => {
  const { from } = await assigned(stack, agentOf());
  await openChat(page, from);
  await delivers(name, from);
  const article = page.getByRole('log').getByRole('article').nth(1);
  for (const each of words) await shows(article.getByText(each, { exact: true }));
  const row = rows(page).filter({ hasText: new RegExp(from) });
  await shows(row.filter({ hasText: line }));
  for (const shown of [await article.innerText(), await row.innerText()])
    expect(shown).not.toMatch(/\[\w+\]|undefined/);
});

test('each reply, note, whisper and consult tells who wrote it, on every page (11)', async () => {
  const { id, from } = await assigned(stack, agentOf());
  const [one, two] = [await stack.agent(0), await stack.agent(1)];
  const path = `/api/v1/conversations/${id}`;
  const { id: whom } = agentOf(1);
  expect((await one.post(`${path}/messages`, { text: { body: 'A reply' } })).status).toBe(202);
  expect((await one.post(`${path}/notes`, { text: 'A note' })).status).toBe(201);
  expect((await one.post(`${path}/notes`, { text: 'A whisper', privateTo: [whom] })).status).toBe(201);
  const { body: consult, status } = await one.post(`${path}/consult`, { agentId: whom, text: 'A question' });
  expect(status).toBe(201);
  const notes = `/api/v1/consults/${(consult as { id: string }).id}/notes`;
  expect((await two.post(notes, { text: 'An answer' })).status).toBe(201);
  const colleague = (await browser.sit(agentOf(1), { address: `inbox/${id}` })).page;
  const admin = (await browser.sit(stack.tenants[0]!.users[0]!, { address: `inbox/${id}` })).page;
  await openChat(page, from);
  const asSeenBy = [
    [page, 'You', 'Agent Two'],
    [colleague, 'Agent One', 'You'],
    [admin, 'Agent One', 'Agent Two'],
  ] as const;
  for (const [on, first, second] of asSeenBy) {
    const said = on.getByRole('log').getByRole('article');
    for (const [words, label] of [
      ['A reply', ''],
      ['A note', 'only your team sees this'],
      ['A whisper', 'only the colleague it is for'],
      ['A question', 'only who is asked and who asks'],
    ] as const) {
      const article = said.filter({ hasText: words });
      await shows(article.locator('footer').getByText(first, { exact: true }));
      await shows(article.filter({ hasText: label }));
    }
    await shows(said.filter({ hasText: 'An answer' }).locator('footer').getByText(second, { exact: true }));
  }
});
