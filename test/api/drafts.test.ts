/**
 * Drafts: visible to their author only, never overwritten by another window, deleted when their message is accepted.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { deleteContentBefore, eraseRemains } from '../../store/deadlines/retention.ts';
import { purgeExpired } from '../../store/ai/purge.ts';
import { newContact, writes } from '../support/ai.ts';
import type { HttpClient } from '../support/http-client.ts';
import { conversationPath } from '../support/paths.ts';
import { atTheConversation } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const DAY = 24 * 60 * 60 * 1000;
let stack: Stack;
let now = Date.now();
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', clock: () => now });
  expect(
    (await (await stack.admin()).put(`/api/v1/agents/${stack.tenants[0]!.users[1]!.id}/capacity`, { max: 100 })).status,
  ).toBe(200);
});
afterAll(() => stack.close());

/** A conversation that is the first agent's, and where its draft stands. */
async function begin() {
  const [agent, admin] = [await stack.agent(0), await stack.admin()];
  const id = await writes(stack, newContact(), 'hello');
  expect(
    (await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: stack.tenants[0]!.users[1]!.id })).status,
  ).toBe(200);
  return {
    id,
    path: conversationPath(id, '/draft'),
    messages: conversationPath(id, '/messages'),
    agent,
    admin,
  };
}

const NONE = { version: 0, text: null, key: null, sentKey: null, quotes: null };
const count = async (id: string): Promise<number> =>
  (await stack.db.admin.query('SELECT 1 FROM message_draft WHERE conversation_id = $1', [id])).rowCount ?? 0;
const outbound = async (id: string): Promise<number> =>
  (await stack.db.admin.query("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id]))
    .rowCount ?? 0;

describe('a draft', () => {
  test('is kept with what it replies to and its key, for its author alone', async () => {
    const { path, agent, admin, messages, id } = await begin();
    expect((await agent.get(path)).body).toMatchObject({ kind: 'reply', ...NONE });
    const { id: quoted } = (await agent.get(messages)).body.items[0]!;
    expect((await agent.put(path, { text: 'Dear Ms', quotes: quoted, key: 'k1', version: 0 })).body).toMatchObject({
      version: 1,
      text: 'Dear Ms',
      quotes: quoted,
      key: 'k1',
    });
    // From another session of the same person; not by another person, administrators included.
    expect((await (await stack.agent(0)).get(path)).body).toMatchObject({
      version: 1,
      text: 'Dear Ms',
      quotes: quoted,
      key: 'k1',
    });
    expect((await admin.get(path)).body).toMatchObject(NONE);
    expect((await stack.api().get(path)).body).toMatchObject(NONE);
    // Each has their own.
    expect((await admin.put(path, { text: 'of the administrator', version: 0 })).status).toBe(200);
    expect((await agent.get(path)).body.text).toBe('Dear Ms');
    for (const other of [
      `/api/v1/conversations/${id}`,
      `/api/v1/conversations/${id}/timeline`,
      messages,
      '/api/v1/audit',
      '/api/v1/conversations',
    ])
      expect(JSON.stringify((await admin.get(other)).body)).not.toContain('Dear Ms');
  });

  test('of a note stands beside that of a reply', async () => {
    const { path, agent } = await begin();
    await agent.put(path, { text: 'to the customer', version: 0 });
    expect((await agent.put(`${path}?kind=note`, { text: 'among us', key: 'n', version: 0 })).body).toMatchObject({
      kind: 'note',
      version: 1,
    });
    expect((await agent.get(path)).body.text).toBe('to the customer');
    expect(
      (await agent.post(path.replace('draft', 'notes'), { text: 'among us' }, { 'idempotency-key': 'n' })).status,
    ).toBe(201);
    expect([(await agent.get(`${path}?kind=note`)).body, (await agent.get(path)).body]).toMatchObject([
      { text: null, version: 2, sentKey: 'n' },
      { text: 'to the customer', version: 1 },
    ]);
  });

  test('is replaced only by who knows the newest version, and who does not is told that one', async () => {
    const { path, agent } = await begin();
    await agent.put(path, { text: 'one', version: 0 });
    expect(await agent.put(path, { text: 'two', version: 0 })).toMatchObject({
      status: 409,
      body: { code: 'draft_changed', field: 'version', draft: { version: 1, text: 'one' } },
    });
    expect(await agent.put(path, { text: 'two', version: 7 })).toMatchObject({
      status: 409,
      body: { draft: { version: 1 } },
    });
    expect((await agent.put(path, { text: 'two', version: 1 })).body).toMatchObject({ version: 2, text: 'two' });
    // Thrown away it is a version of its own: who has the old one does not bring it back unseen.
    expect((await agent.call('DELETE', path)).status).toBe(200);
    expect((await agent.call('DELETE', path)).status).toBe(200);
    expect((await agent.put(path, { text: 'two and more', version: 2 })).body).toMatchObject({
      code: 'draft_changed',
      draft: { version: 3, text: null },
    });
    expect((await agent.put(path, { text: '  ', version: 3 })).body).toMatchObject({ version: 4, text: null });
  });

  test('saved from ten windows at once is saved once', async () => {
    const { path, agent } = await begin();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, each) => agent.put(path, { text: `window ${each}`, version: 0 })),
    );
    const [won, ...others] = answers.filter(({ status }) => status === 200);
    expect([others.length, answers.filter(({ status }) => status === 409).length]).toEqual([0, 9]);
    expect((await agent.get(path)).body).toMatchObject({ version: 1, text: won!.body.text });
  });

  test('is refused with the field that is wrong', async () => {
    const { id, path, agent, messages } = await begin();
    const elsewhere = await begin();
    // One of the conversation's messages is a reaction: nothing that a reply is to.
    const { id: reaction } = (await agent.get(messages)).body.items[0]!;
    await stack.db.admin.query("UPDATE message SET kind = 'reaction' WHERE id = $1 AND conversation_id = $2", [
      reaction,
      id,
    ]);
    const { id: foreign } = (await elsewhere.agent.get(elsewhere.messages)).body.items[0]!;
    for (const [body, field] of [
      [{ text: 'x' }, 'version'],
      [{ version: 0 }, 'text'],
      [{ text: 'x', version: -1 }, 'version'],
      [{ text: 'x'.repeat(20_001), version: 0 }, 'text'],
      [{ text: 'a\u0000b', version: 0 }, 'text'],
      [{ text: 'x', version: 0, quotes: foreign }, 'quotes'],
      [{ text: 'x', version: 0, quotes: newId() }, 'quotes'],
      [{ text: 'x', version: 0, quotes: reaction }, 'quotes'],
      [{ text: 'x', version: 0, key: '' }, 'key'],
      [{ text: 'x', version: 0, more: 1 }, 'more'],
    ] as const) {
      expect(await agent.put(path, body)).toMatchObject({ status: 400, body: { code: 'invalid_request', field } });
    }
    expect(await agent.get(`${path}?kind=letter`)).toMatchObject({ status: 400, body: { field: 'kind' } });
    expect((await (await stack.agent(0)).get(`/api/v1/conversations/${newId()}/draft`)).status).toBe(404);
    expect((await agent.get(path)).body).toMatchObject(NONE);
  });
});

describe('when the message is taken', () => {
  test('its draft is gone with it, whatever is said twice', async () => {
    const { id, path, messages, agent } = await begin();
    await agent.put(path, { text: 'It is on its way.', key: 'k', version: 0 });
    const send = () => agent.post(messages, { text: { body: 'It is on its way.' } }, { 'idempotency-key': 'k' });
    const first = await send();
    expect([first.status, (await agent.get(path)).body]).toMatchObject([
      202,
      { text: null, key: null, version: 2, sentKey: 'k' },
    ]);
    expect((await send()).body.id).toBe(first.body.id);
    expect(await outbound(id)).toBe(1);
  });

  test('a save that was under way does not bring it back, also where nothing had been saved', async () => {
    const { path, messages, agent } = await begin();
    expect((await agent.post(messages, { text: { body: 'quick' } }, { 'idempotency-key': 'k' })).status).toBe(202);
    expect(await agent.put(path, { text: 'quick', key: 'k', version: 0 })).toMatchObject({
      status: 409,
      body: { draft: { text: null, sentKey: 'k' } },
    });
    expect(await agent.put(path, { text: 'quick', key: 'k', version: 1 })).toMatchObject({
      status: 409,
      body: { draft: { text: null, sentKey: 'k' } },
    });
    expect((await agent.put(path, { text: 'the next one', key: 'l', version: 1 })).body).toMatchObject({
      version: 2,
      text: 'the next one',
    });
  });

  test('another text that is being written stays', async () => {
    const { path, messages, agent } = await begin();
    await agent.put(path, { text: 'the next one', key: 'l', version: 0 });
    expect((await agent.post(messages, { text: { body: 'quick' } }, { 'idempotency-key': 'k' })).status).toBe(202);
    expect((await agent.get(path)).body).toMatchObject({ version: 1, text: 'the next one', key: 'l', sentKey: 'k' });
  });

  test('one that is refused keeps its draft', async () => {
    const { path, messages, agent } = await begin();
    await agent.put(path, { text: 'x', key: 'k', version: 0 });
    expect((await agent.post(messages, { text: { body: '' } }, { 'idempotency-key': 'k' })).status).toBe(400);
    expect(
      (await agent.post(messages, { text: { body: 'x' }, context: { messageId: newId() } }, { 'idempotency-key': 'k' }))
        .status,
    ).toBe(400);
    expect((await agent.get(path)).body).toMatchObject({ version: 1, text: 'x' });
  });

  test('programs leave no trace', async () => {
    const { id, messages } = await begin();
    expect(
      (await stack.api().post(messages, { text: { body: 'by a program' } }, { 'idempotency-key': 'k' })).status,
    ).toBe(202);
    expect(await count(id)).toBe(0);
  });
});

describe('its time', () => {
  test('is 30 days from the last change, or what the tenant keeps messages for', async () => {
    const { id, path, agent } = await begin();
    const saved = await agent.put(path, { text: 'kept for a while', version: 0 });
    expect(Date.parse(saved.body.expiresAt!) - now).toBe(30 * DAY);
    // A session would be over by then: what is there is looked at where it is kept.
    const sweep = (): Promise<void> =>
      stack.db.database.withTenant(stack.tenants[0]!.id, unit => purgeExpired(unit, now + 30 * DAY - 1));
    await sweep();
    expect(await count(id)).toBe(1);
    now += 1;
    await sweep();
    expect(await count(id)).toBe(0);
  });

  test('is the tenant’s retention where that is shorter', async () => {
    const { path, agent, admin } = await begin();
    const before = (await admin.get('/api/v1/settings')).body;
    expect((await admin.put('/api/v1/settings', { retentionDays: 7 })).status).toBe(200);
    try {
      const saved = await agent.put(path, { text: 'kept for a week', version: 0 });
      expect(Date.parse(saved.body.expiresAt!) - now).toBe(7 * DAY);
    } finally {
      expect((await admin.put('/api/v1/settings', { retentionDays: before.retentionDays })).status).toBe(200);
    }
  });

  test('ends with the content of its conversation, of every author', async () => {
    const { id, path, agent, admin } = await begin();
    await agent.put(path, { text: 'mine', version: 0 });
    now += 1;
    await admin.put(path, { text: 'theirs', version: 0 });
    await stack.db.database.withTenant(stack.tenants[0]!.id, unit => deleteContentBefore(unit, id, now - 1, now));
    expect([(await agent.get(path)).body.text, (await admin.get(path)).body.text]).toEqual([null, 'theirs']);
    await stack.db.database.withTenant(stack.tenants[0]!.id, unit => deleteContentBefore(unit, id, now, now));
    expect(await count(id)).toBe(0);
  });

  test('ends with the conversation; none comes after it, also from a save that was under way', async () => {
    const { id, path, agent } = await begin();
    await agent.put(path, { text: 'mine', version: 0 });
    const { contact } = (await agent.get(`/api/v1/conversations/${id}`)).body;
    const [, saving] = await atTheConversation(
      stack.db.adminUrl,
      id,
      () =>
        stack.db.database.withTenant(stack.tenants[0]!.id, async unit => {
          await unit.tx
            .$executeRaw`UPDATE conversation SET phase = 'erased', retention_at = NULL WHERE id = ${id}::uuid`;
          await eraseRemains(unit, id, contact.id, Date.now());
        }),
      () => agent.put(path, { text: 'mine and more', version: 1 }),
    );
    expect(saving).toMatchObject({ status: 409, body: { code: 'conversation_erased' } });
    expect(await count(id)).toBe(0);
  });
});

test('only who has a conversation, or an administrator, marks it as read', async () => {
  const { id, agent } = await begin();
  const colleague = await stack.agent(1);
  const read = (who: HttpClient) => who.post(`/api/v1/conversations/${id}/read`, {});
  expect(await read(colleague)).toMatchObject({ status: 403, body: { code: 'not_assigned_to_you' } });
  expect(
    (
      await stack.db.admin.query(
        "SELECT 1 FROM conversation_event WHERE conversation_id = $1 AND type = 'receipt_requested'",
        [id],
      )
    ).rowCount,
  ).toBe(0);
  expect((await read(agent)).status).toBe(200);
});
