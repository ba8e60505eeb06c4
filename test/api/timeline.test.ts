/** The timeline of a conversation from either end, by types; and what the contact's reaction says of the whole. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newContact, writes } from '../support/ai.ts';
import type { HttpClient } from '../support/http-client.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  admin = await stack.admin();
});
afterAll(() => stack.close());

interface Timeline {
  readonly items: readonly { seq: number; type: string; actor: { kind: string; id: string | null } }[];
  readonly nextCursor: string | null;
}
const timelineOf = async (id: string, query: string): Promise<Timeline> => {
  const { status, body } = await admin.get(path(id, `/timeline?${query}`));
  expect(status).toBe(200);
  return body;
};

/** A conversation that was given to an agent three times. */
async function busy(): Promise<string> {
  const id = await writes(stack, newContact(), 'hello');
  const agents = stack.tenants[0]!.users.filter(user => user.role === 'AGENT');
  for (const place of [0, 1, 0])
    expect((await admin.post(path(id, '/assign'), { agentId: agents[place]!.id })).status).toBe(200);
  return id;
}

test('the newest first, page by page, it has the same events as from the beginning', async () => {
  const id = await busy();
  const all = (await timelineOf(id, 'limit=500')).items;
  expect(all.length).toBeGreaterThan(3);
  const pages: Timeline['items'][number][] = [];
  for (let before: string | null = '', turns = 0; before !== null && turns < 50; turns += 1) {
    const page: Timeline = await timelineOf(id, `newestFirst=true&limit=2${before === '' ? '' : `&before=${before}`}`);
    expect(page.items.length).toBeLessThanOrEqual(2);
    pages.push(...page.items);
    before = page.nextCursor;
  }
  expect(pages).toEqual([...all].reverse());
});

test.each([
  ['newestFirst=true&after=3', 'after'],
  ['before=3', 'before'],
])('a place that belongs to the other order is refused: %s', async (query, field) => {
  const id = await writes(stack, newContact(), 'hello');
  const { status, body } = await admin.get(path(id, `/timeline?${query}`));
  expect({ status, code: body.code, field: body.field }).toEqual({ status: 400, code: 'invalid_request', field });
});

test('of types that are asked for alone, also page by page', async () => {
  const id = await busy();
  const all = (await timelineOf(id, 'limit=500')).items.filter(({ type }) => type === 'assigned' || type === 'opened');
  expect(all.map(({ type }) => type)).toEqual(['opened', 'assigned', 'assigned', 'assigned']);
  const asked = 'type=assigned&type=opened&limit=3';
  const first = await timelineOf(id, asked);
  expect(first.items).toEqual(all.slice(0, 3));
  expect(await timelineOf(id, `${asked}&after=${first.nextCursor}`)).toEqual({ items: all.slice(3), nextCursor: null });
  expect((await timelineOf(id, 'type=opened&newestFirst=true')).items).toEqual(all.slice(0, 1));
});

test.each([
  ['type=no_such', 'type'],
  ['newestFirst=true&before=0', 'before'],
])('%s is refused by its field', async (query, field) => {
  const id = await writes(stack, newContact(), 'hello');
  const { status, body } = await admin.get(path(id, `/timeline?${query}`));
  expect([status, body.field]).toEqual([400, field]);
});

let serial = 0;
async function reacts(from: string, wamid: string, emoji: string | undefined): Promise<void> {
  const reaction = { message_id: wamid, ...(emoji === undefined ? {} : { emoji }) };
  const message = {
    from,
    id: `wamid.reacts.${++serial}`,
    timestamp: String(Math.floor(Date.now() / 1_000)),
    type: 'reaction',
    reaction,
  };
  const value = { contacts: [{ profile: { name: 'T' }, wa_id: from }], messages: [message] };
  const { body } = await postWebhook(stack.baseUrl, messagesBody(stack.tenants[0]!.phoneNumberId, value));
  expect(body.stored).toBe(1);
}

test('a conversation tells the contact’s reaction until it is taken back, or something is said after it', async () => {
  const from = newContact();
  const id = await writes(stack, from, 'hello', 0, { wamid: 'wamid.reacted' });
  const reaction = async () => (await admin.get(path(id))).body.reaction;
  expect(await reaction()).toBeNull();
  await reacts(from, 'wamid.reacted', '👍');
  expect(await reaction()).toMatchObject({ emoji: '👍' });
  const { items } = (await admin.get(path(id, '/messages'))).body;
  const about = items.find(item => item.type === 'text');
  expect(about!.happenings).toMatchObject([{ kind: 'reaction', words: '👍', direction: 'inbound' }]);
  await reacts(from, 'wamid.reacted', '❤️');
  expect(await reaction()).toMatchObject({ emoji: '❤️' });
  await reacts(from, 'wamid.reacted', undefined);
  expect(await reaction()).toBeNull();
  await reacts(from, 'wamid.reacted', '👍');
  const [listed] = (await admin.get('/api/v1/conversations?limit=1')).body.items;
  expect([listed!.id, listed!.reaction?.emoji]).toEqual([id, '👍']);
  await writes(stack, from, 'And another thing');
  expect(await reaction()).toBeNull();
});
