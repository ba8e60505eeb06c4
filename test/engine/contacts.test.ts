import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { APP_SECRET } from '../support/meta-secret.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  admin = stack.api();
});
afterAll(() => stack.close());

const phoneNumberId = (): string => stack.tenants[0]!.phoneNumberId;
const newNumber = (): string => `49650${String(++serial).padStart(6, '0')}`;
const hears = (from: string, text = 'hello') =>
  postWebhook(stack.baseUrl, textBody({ phoneNumberId: phoneNumberId(), from, text }));
/** The content of a text, as it is kept or as it came. */
interface Written {
  readonly body?: string;
  readonly text?: { readonly body: string };
}
const conversations = async () => (await admin.get('/api/v1/conversations?limit=100')).body.items;
const talkWith = async (waId: string) => (await conversations()).find(each => each.contact.waId === waId)!;
const open = async (contactId: string): Promise<string[]> =>
  (
    await stack.db.admin.query<{ id: string }>(
      "SELECT id FROM conversation WHERE contact_id = $1 AND phase IN ('queued', 'offered', 'active', 'wrapping')",
      [contactId],
    )
  ).rows.map(row => row.id);
async function update(field: string, value: object) {
  const body = Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          time: ++serial,
          changes: [{ field, value: { metadata: { phone_number_id: phoneNumberId() }, ...value } }],
        },
      ],
    }),
  );
  return (
    await postWebhook(stack.baseUrl, body, `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`)
  ).body;
}
const changes = (from: string, to: string, type = 'user_changed_number') =>
  postWebhook(
    stack.baseUrl,
    messagesBody(phoneNumberId(), {
      messages: [
        {
          from,
          id: `wamid.change.${++serial}`,
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: 'system',
          system: {
            type,
            body: `changed from ${from} to ${to}`,
            ...(type === 'user_changed_number' ? { wa_id: to } : { new_wa_id: to }),
          },
        },
      ],
    }),
  );

describe('a contact that changes its number', () => {
  test.each(['user_changed_number', 'customer_changed_number'])(
    '%s: keeps its history and its one open conversation; the old number means nobody',
    async type => {
      const [old, now] = [newNumber(), newNumber()];
      await hears(old, 'from the old one');
      const { id, contact } = await talkWith(old);
      await changes(old, now, type);
      await hears(now, 'from the new one');
      const after = await talkWith(now);
      expect([after.id, after.contact.id, after.lastMessage!.preview]).toEqual([id, contact.id, 'from the new one']);
      expect(await talkWith(old)).toBeUndefined();
      await hears(old, 'somebody else');
      const stranger = await talkWith(old);
      expect([stranger.id === id, stranger.contact.id === contact.id, stranger.lastMessage!.preview]).toEqual([
        false,
        false,
        'somebody else',
      ]);
      expect((await admin.get(`/api/v1/conversations/${id}/messages`)).body.items.map(each => each.type)).toEqual([
        'text',
        'system',
        'text',
      ]);
    },
  );

  test('told twice: it is the same as once', async () => {
    const [old, now] = [newNumber(), newNumber()];
    await hears(old);
    await changes(old, now);
    await changes(old, now);
    expect((await talkWith(now)).contact.waId).toBe(now);
  });

  test('told after it wrote from the new number: one contact, one open conversation, the whole history', async () => {
    const [old, now] = [newNumber(), newNumber()];
    await hears(old, 'from the old one');
    const before = await talkWith(old);
    await hears(now, 'from the new one');
    const goesOn = await talkWith(now);
    await changes(old, now);
    expect((await admin.get(`/api/v1/conversations/${before.id}`)).body.state).toBe('closed');
    await hears(now, 'again');
    const after = await talkWith(now);
    expect([after.id, after.contact.id, after.lastMessage!.preview]).toEqual([goesOn.id, goesOn.contact.id, 'again']);
    expect(await open(goesOn.contact.id)).toEqual([goesOn.id]);
    expect(await talkWith(old)).toBeUndefined();
    await hears(old, 'somebody else');
    expect((await talkWith(old)).contact.id === goesOn.contact.id).toBe(false);
  });

  test('told after a first conversation under the new number was closed: the open one goes over, and with it what is past', async () => {
    const [old, now] = [newNumber(), newNumber()];
    await hears(now, 'long ago');
    const past = await talkWith(now);
    await admin.post(`/api/v1/conversations/${past.id}/close`, {});
    await hears(old, 'of today');
    const { id } = await talkWith(old);
    await changes(old, now);
    await hears(now, 'still today');
    expect(await open(past.contact.id)).toEqual([id]);
    expect((await admin.get(`/api/v1/conversations/${id}`)).body).toMatchObject({
      contact: { id: past.contact.id, waId: now },
      lastMessage: { preview: 'still today' },
    });
    const { rows } = await stack.db.admin.query(
      'SELECT count(*)::int AS all, count(DISTINCT thread_id)::int AS threads FROM conversation WHERE contact_id = $1',
      [past.contact.id],
    );
    expect(rows).toEqual([{ all: 2, threads: 1 }]);
  });

  test('told while it writes from both: never two open conversations, whatever comes first', async () => {
    for (let round = 0; round < 20; round++) {
      const [old, now] = [newNumber(), newNumber()];
      await hears(old, 'first');
      const results = await Promise.all([changes(old, now), hears(now, 'new'), hears(now, 'newer')]);
      expect(results.map(each => [each.status, each.body.quarantined])).toEqual([
        [200, 0],
        [200, 0],
        [200, 0],
      ]);
      await hears(now, 'newest');
      const { rows } = await stack.db.admin.query(
        `
          SELECT v.id
          FROM conversation v JOIN contact_identity i ON i.contact_id = v.contact_id AND i.kind = 'wa_id'
          WHERE i.value = $1 AND v.phase IN ('queued', 'offered', 'active', 'wrapping')`,
        [now],
      );
      expect(rows).toHaveLength(1);
    }
  });
});

describe('a contact whose user id changes', () => {
  const writes = (userId: string, text: string) =>
    postWebhook(
      stack.baseUrl,
      messagesBody(phoneNumberId(), {
        contacts: [{ profile: { name: 'Nameless' }, user_id: userId }],
        messages: [
          {
            from_user_id: userId,
            id: `wamid.bsuid.${++serial}`,
            timestamp: String(Math.floor(Date.now() / 1000)),
            type: 'text',
            text: { body: text },
          },
        ],
      }),
    );
  const newId = (): string => `DE.${++serial}00001`;
  const told = (previous: unknown, current: unknown) =>
    update('user_id_update', { user_id_update: [{ user_id: { previous, current }, timestamp: '1731705900' }] });
  const owner = async (userId: string): Promise<string | undefined> =>
    (
      await stack.db.admin.query<{ contact_id: string }>(
        "SELECT contact_id FROM contact_identity WHERE kind = 'user_id' AND value = $1",
        [userId],
      )
    ).rows[0]?.contact_id;

  test('keeps its history, also where it wrote under the new one first; twice is once', async () => {
    for (const early of [false, true]) {
      const [old, now] = [newId(), newId()];
      await writes(old, 'before');
      if (early) await writes(now, 'between');
      for (const _ of [1, 2]) await told(old, now);
      await writes(now, 'after');
      const contact = await owner(now);
      expect(await owner(old)).toBeUndefined();
      const [conversation, ...more] = await open(contact!);
      expect(more).toEqual([]);
      const texts = (await admin.get(`/api/v1/conversations/${conversation}/messages`)).body.items.map(
        ({ content }) => (content as Written).text?.body ?? (content as Written).body,
      );
      // Where two were open, the one under the new id goes on.
      expect(texts).toEqual(['after', early ? 'between' : 'before']);
    }
  });

  test.each([
    [null, 'DE.1'],
    ['DE.nobody', 'DE.2'],
    ['DE.3', 4],
    ['DE.5', 'DE.5'],
    ['DE.6', ''],
  ])('%s to %s is recorded and changes nothing', async (previous, current) => {
    expect((await told(previous, current)).stored ?? true).toBeTruthy();
    expect(typeof current === 'string' ? await owner(current) : undefined).toBeUndefined();
  });
});

describe('a contact that wants no marketing', () => {
  const preference = (waId: string, value: string, at: number) =>
    update('user_preferences', {
      user_preferences: [{ wa_id: waId, detail: 'said so', category: 'marketing_messages', value, timestamp: at }],
    });
  const send = (id: string, name: string) =>
    admin.post(`/api/v1/conversations/${id}/messages`, {
      type: 'template',
      template: { name, language: { code: 'en' } },
    });

  test('its stop and resume count in the order they were said; marketing templates are refused before they are sent, others are not', async () => {
    const { id: tenantId, wabaId } = stack.tenants[0]!;
    for (const [name, category] of [
      ['sale', 'MARKETING'],
      ['delivery', 'UTILITY'],
    ])
      await stack.db.admin.query(
        `
          INSERT INTO message_template (
            id,
            tenant_id,
            waba_id,
            meta_id,
            name,
            language,
            category,
            status,
            components,
            synced_at
          )
          VALUES
            (
              gen_random_uuid(),
              $1,
              $2,
              $3,
              $3,
              'en',
              $4,
              'APPROVED',
              '[{"type":"BODY","text":"Hello."}]',
              now()
            )`,
        [tenantId, wabaId, name, category],
      );
    const from = newNumber();
    await hears(from);
    const { id } = await talkWith(from);
    expect((await send(id, 'sale')).status).toBe(202);
    await preference(from, 'stop', 1_731_705_800);
    expect((await talkWith(from)).contact.marketingStopped).toBe(true);
    const refused = await send(id, 'sale');
    expect([refused.status, refused.body.code, refused.body.field]).toEqual([
      409,
      'marketing_stopped',
      'template.name',
    ]);
    expect((await send(id, 'delivery')).status).toBe(202);
    await preference(from, 'resume', 1_731_705_700);
    expect((await talkWith(from)).contact.marketingStopped).toBe(true);
    await preference(from, 'resume', 1_731_705_900);
    expect((await send(id, 'sale')).status).toBe(202);
  });

  test('odd preferences are recorded and change nothing', async () => {
    const from = newNumber();
    await hears(from);
    for (const value of [
      { user_preferences: 'x' },
      { user_preferences: [{ wa_id: from, category: 'other', value: 'stop', timestamp: 1 }] },
      { user_preferences: [{ wa_id: from, category: 'marketing_messages', value: 'perhaps', timestamp: 1 }] },
      { user_preferences: [{ wa_id: '0', category: 'marketing_messages', value: 'stop', timestamp: 1 }] },
    ])
      expect(await update('user_preferences', value)).toMatchObject({ stored: 1, quarantined: 0 });
    expect((await talkWith(from)).contact.marketingStopped).toBe(false);
  });
});

test('an agent may restrict what is done with a contact’s data, and only an administrator lifts it', async () => {
  await hears(newNumber());
  const { contact, queueId } = (await conversations())[0]!;
  const agent = await stack.agent(0);
  expect(
    (await (await stack.admin()).put(`/api/v1/agents/${stack.tenants[0]!.users[1]!.id}`, { queueIds: [queueId] }))
      .status,
  ).toBe(200);
  expect((await agent.put(`/api/v1/contacts/${contact.id}`, { restricted: true })).body.restricted).toBe(true);
  expect(await agent.put(`/api/v1/contacts/${contact.id}`, { restricted: false, vip: true })).toMatchObject({
    status: 403,
    body: { code: 'forbidden', field: 'restricted' },
  });
  expect((await agent.get(`/api/v1/contacts/${contact.id}`)).body).toMatchObject({ restricted: true, vip: false });
  expect((await agent.put(`/api/v1/contacts/${contact.id}`, { restricted: true, vip: true })).body).toMatchObject({
    restricted: true,
    vip: true,
  });
  expect(
    (await (await stack.admin()).put(`/api/v1/contacts/${contact.id}`, { restricted: false })).body.restricted,
  ).toBe(false);
});
