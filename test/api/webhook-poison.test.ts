import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../store/db/ids.ts';
import { incompressible } from '../support/hostile.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

/** An item that cannot be stored must not delay anything else, and what is stored can be read. */
const SECOND = 1_000;
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 1, 12);

let stack: Stack;
let phoneNumberId: string;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', clock: () => NOW });
  ({ phoneNumberId } = stack.tenants[0]!);
});
afterAll(() => stack.close());

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const sender = (): string => `4917${String(++serial).padStart(8, '0')}`;
const text = (from: string, more: object = {}): Record<string, unknown> => ({
  from,
  id: `wamid.poison.${++serial}`,
  timestamp: String(NOW / SECOND),
  type: 'text',
  text: { body: 'hello' },
  ...more,
});
const post = (value: object) => postWebhook(stack.baseUrl, messagesBody(phoneNumberId, value));
const raw = (value: object, change: (json: string) => string) =>
  postWebhook(stack.baseUrl, Buffer.from(change(JSON.stringify(messagesBody(phoneNumberId, value)))));

interface Stored {
  readonly id: string;
  readonly conversation_id: string;
  readonly content: unknown;
  readonly raw: { readonly timestamp: unknown } | null;
  readonly kind: string;
  readonly at_ms: number;
  readonly context_wamid: string | null;
}
async function stored(wamid: unknown): Promise<Stored | undefined> {
  return (
    await stack.db.admin.query<Stored>(
      `
        SELECT
          id,
          conversation_id,
          content,
          raw,
          kind,
          context_wamid,
          (extract(epoch FROM at) * 1000)::float8 AS at_ms
        FROM message
        WHERE wamid = $1`,
      [wamid],
    )
  ).rows[0];
}
const reasons = async (): Promise<string[]> =>
  (await (await stack.admin()).get('/api/v1/quarantine?limit=100')).body.items.map(item => item.reason);

/** Posts the item between two healthy ones and expects those to be stored. @returns the counts. */
async function between(item: unknown, change: (json: string) => string = json => json) {
  const neighbours = [text(sender()), text(sender())];
  const { status, body } = await raw({ messages: [neighbours[0], item, neighbours[1]] }, change);
  expect([status, body.received]).toEqual([200, 3]);
  for (const { id } of neighbours) expect(await stored(id)).toBeDefined();
  return body;
}

describe('a bad item does not hold back its neighbours', () => {
  test.each([
    ['a sender of 6 kB', 'message_from', { from: incompressible(6_000) }],
    ['a user id of 6 kB', 'message_from_user_id', { from_user_id: incompressible(6_000) }],
    ['an id of 6 kB', 'message_id', { id: incompressible(6_000) }],
    ['a text of 300 kB', 'too_large', { text: { body: 'x'.repeat(300_000) } }],
    ['a list of 300,000', 'too_large', { new_thing: Array.from({ length: 300_000 }, () => 0) }],
    ['a number as its sender', 'message_from', { from: 1 }],
    ['a list as its type', 'message_type', { type: [] }],
  ])('%s is quarantined with the reason', async (_, reason, more) => {
    expect(await between({ ...text(sender()), ...more })).toMatchObject({ stored: 2, quarantined: 1 });
    expect(await reasons()).toContain(reason);
  });

  test.each([[33], [5_000], [50_000]])('JSON %i deep is quarantined', async levels => {
    const item = text(sender(), { new_thing: 'DEEP' });
    expect(await between(item, json => json.replace('"DEEP"', deep(levels)))).toMatchObject({
      stored: 2,
      quarantined: 1,
    });
    expect(await reasons()).toContain('too_deep');
  });

  test('depth where nothing is read from hurts nothing', async () => {
    const item = text(sender());
    const { status, body } = await raw({ contacts: ['DEEP'], messages: [item] }, json =>
      json.replace('"DEEP"', deep(50_000)).replace('"entry"', `"other":${deep(50_000)},"entry"`),
    );
    expect([status, body.stored]).toEqual([200, 1]);
  });

  test.each([
    ['a string', 'x'],
    ['null', null],
    ['a number', 1],
    ['a list', [[]]],
    ['an empty object', {}],
  ])('%s in place of a message, a status, an error', async (_, item) => {
    expect(await between(item)).toMatchObject({ stored: 2 });
    const { body } = await post({ messages: [text(sender())], statuses: [item], errors: [item] });
    expect(body).toMatchObject({ received: 3 });
    expect(body.stored).toBeGreaterThan(0);
  });

  test.each(['messages', 'statuses', 'errors'])('an object in place of the list of %s', async list => {
    const good =
      list === 'messages'
        ? { statuses: [{ id: `wamid.s.${++serial}`, status: 'sent', timestamp: '1700000000', recipient_id: '1' }] }
        : { messages: [text(sender())] };
    const { status, body } = await post({ ...good, [list]: { 0: 'x' } });
    expect([status, body.received, body.stored + body.unmatched, body.quarantined]).toEqual([200, 2, 1, 1]);
    expect(await reasons()).toContain(`${list}_shape`);
  });

  test('changes and entries of other shapes', async () => {
    const good = text(sender());
    const [entry] = messagesBody(phoneNumberId, { messages: [good] }).entry;
    const bad = [
      null,
      1,
      'x',
      [],
      { field: 1, value: {} },
      { field: 'messages', value: [] },
      { field: '', value: {} },
      { value: {} },
    ];
    const { status, body } = await postWebhook(stack.baseUrl, {
      entry: [null, 7, {}, { changes: 'x' }, { ...entry, changes: [...bad, ...entry!.changes] }],
    });
    expect([status, body]).toEqual([
      200,
      { received: 4 + bad.length + 1, stored: 1, duplicate: 0, unmatched: 0, quarantined: 4 + bad.length },
    ]);
    expect(await stored(good['id'])).toBeDefined();
  });

  test('a contact that cannot be read leaves the others their names', async () => {
    const from = sender();
    await post({
      contacts: [null, { wa_id: 5 }, { wa_id: from, profile: { name: 'Ada', username: 7 } }, { profile: [] }],
      messages: [text(from), text(sender())],
    });
    const { items } = (await stack.api().get('/api/v1/conversations?limit=100')).body;
    expect(items.find(item => item.contact.waId === from)!.contact.name).toBe('Ada');
  });

  test.each([
    ['0', 1_000_000],
    ['{}', 900_000],
    ['{"id":"x"}', 200_000],
  ])(
    '%s, %i times, before and behind: what is broken is kept together, what is whole is stored',
    async (broken, times) => {
      const good = [text(sender()), text(sender()), text(sender())];
      const { status, body } = await raw({ messages: [good[0], 'MANY', good[1], 'MANY', good[2]] }, json =>
        json.replaceAll('"MANY"', `${broken},`.repeat(times / 2).slice(0, -1)),
      );
      // Those that are alike are kept once; one like them may have come before.
      expect([status, body.received, body.stored, body.duplicate + body.quarantined]).toEqual([200, 1_004, 3, 1_001]);
      expect(body.quarantined).toBeLessThanOrEqual(2);
      for (const { id } of good) expect(await stored(id)).toBeDefined();
      expect(await reasons()).toContain('too_many_items');
    },
  );

  test('a body of 1,500 messages is stored in more than one transaction', async () => {
    const from = Array.from({ length: 10 }, sender);
    const { body } = await post({ messages: Array.from({ length: 1_500 }, (_, at) => text(from[at % 10]!)) });
    expect(body).toMatchObject({ received: 1_500, stored: 1_500 });
  });
});

describe('what the database cannot take', () => {
  beforeAll(async () => {
    // Stands for whatever nobody thought of; the names say which SQLSTATE comes.
    await stack.db.admin.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.wamid LIKE 'refuse.%' THEN RAISE EXCEPTION 'refused' USING ERRCODE = split_part(NEW.wamid, '.', 2); END IF; RETURN NEW; END $$`);
    await stack.db.admin.query('CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION refuse()');
  });
  afterAll(() => stack.db.admin.query('DROP TRIGGER refuse ON message'));

  test.each(['22001', '22021', '22P05', '54000', '54001', '23514'])(
    'of an item (%s) is found among 300, and quarantined',
    async state => {
      const known = Array.from({ length: 20 }, sender);
      await post({ messages: known.map(from => text(from)) });
      const all = Array.from({ length: 300 }, (_, at) => text(known[at % 20]!));
      all[123] = text(known[3]!, { id: `refuse.${state}.${++serial}` });
      const { status, body } = await post({ messages: all });
      expect([status, body]).toEqual([200, { received: 300, stored: 299, duplicate: 0, unmatched: 0, quarantined: 1 }]);
      expect(await reasons()).toContain(`storage_error_${state}`);
    },
  );

  test.each(['53100', '57P03', '08006'])(
    'now (%s) is not the item’s fault: 503, and nothing is quarantined',
    async state => {
      const before = await reasons();
      const { status, body } = await post({
        messages: [text(sender()), text(sender(), { id: `refuse.${state}.${++serial}` })],
      });
      expect([status, body.code]).toEqual([503, 'database_unavailable']);
      expect(await reasons()).toEqual(before);
    },
  );
});

describe('what can be mended is stored', () => {
  test.each([
    ['by the general path', false],
    ['by the hot path', true],
  ])('a text with half characters and U+0000, %s', async (_, hot) => {
    const from = sender();
    if (hot) await post({ messages: [text(from)] });
    const item = text(from, { text: { body: 'MEND' }, 'na\u0000me\ud800': 'MEND' });
    const { body } = await raw({ contacts: [{ wa_id: from, profile: { name: 'MEND' } }], messages: [item] }, json =>
      json.replaceAll('"MEND"', String.raw`"a\ud800b\u0000c\ud83d\u0000\ude00"`),
    );
    expect(body).toMatchObject({ received: 1, stored: 1, quarantined: 0 });
    const row = await stored(item['id']);
    expect(row).toMatchObject({ kind: 'text', content: { body: 'a\ufffdbc😀' }, raw: { 'name\ufffd': 'a\ufffdbc😀' } });
    const listed = (await stack.api().get(`/api/v1/conversations/${row!.conversation_id}/messages`)).body.items[0];
    expect(listed!.content!['body']).toBe('a\ufffdbc😀');
    expect((await stack.api().get(`/api/v1/conversations/${row!.conversation_id}`)).body.contact.name).toBe(
      'a\ufffdbc😀',
    );
  });

  test('bytes that are no UTF-8', async () => {
    const [item, other] = [text(sender(), { text: { body: 'BYTES' } }), text(sender())];
    const json = Buffer.from(JSON.stringify(messagesBody(phoneNumberId, { messages: [item, other] })));
    const at = json.indexOf('BYTES');
    for (const [place, byte] of [0xff, 0xc3, 0x28, 0xed, 0xa0].entries()) json[at + place] = byte;
    expect((await postWebhook(stack.baseUrl, json)).body).toMatchObject({ stored: 2 });
  });

  test('members that JavaScript gives a meaning of its own', async () => {
    const item = text(sender(), {
      text: { body: 'x', constructor: { a: 1 }, toString: 1, $type: 'Json', set: 1, OWN: { polluted: 1 } },
    });
    expect((await raw({ messages: [item] }, json => json.replaceAll('"OWN"', '"__proto__"'))).body).toMatchObject({
      stored: 1,
    });
    const row = (await stored(item['id']))!;
    expect(row.content).toEqual({
      body: 'x',
      constructor: { a: 1 },
      toString: 1,
      $type: 'Json',
      set: 1,
      '[__proto__]': { polluted: 1 },
    });
    const listed = (await stack.api().get(`/api/v1/conversations/${row.conversation_id}/messages`)).body.items[0];
    expect(listed!.content).toEqual(row.content);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('of two members of one name the later counts, as in JSON', async () => {
    const item = text(sender());
    await raw({ messages: [item] }, json => json.replace('"body":"hello"', '"body":"first","body":"last"'));
    expect((await stored(item['id']))!.content).toEqual({ body: 'last' });
  });

  test('whole numbers beyond 2^53 keep every digit, and numbers beyond all bounds are kept', async () => {
    const item = text(sender(), {
      new_id: 'BIG',
      other: 'HUGE',
      list: ['BIG', -1, 1.5],
      words: '12345678901234567890 1e999',
    });
    await raw({ messages: [item] }, json =>
      json.replaceAll('"BIG"', '12345678901234567890').replace('"HUGE"', '-1e999'),
    );
    expect((await stored(item['id']))!.raw).toMatchObject({
      new_id: '12345678901234567890',
      other: '-1e999',
      list: ['12345678901234567890', -1, 1.5],
      words: '12345678901234567890 1e999',
    });
  });

  test('a context, a callback, a reaction that cannot be read', async () => {
    const [reply, reaction, place] = [
      text(sender(), { context: { id: 5 } }),
      text(sender(), { type: 'reaction', reaction: { message_id: incompressible(6_000), emoji: '👍' } }),
      text(sender(), { type: 'location', location: { latitude: '1', longitude: [] } }),
    ];
    const status = {
      id: `wamid.s.${++serial}`,
      status: 'sent',
      timestamp: {},
      recipient_id: '1',
      biz_opaque_callback_data: { a: 1 },
    };
    expect((await post({ messages: [reply, reaction, place], statuses: [status] })).body).toMatchObject({
      received: 4,
      stored: 3,
      unmatched: 1,
    });
    expect(await stored(reply['id'])).toMatchObject({ kind: 'text', context_wamid: null, raw: { context: { id: 5 } } });
    for (const item of [reaction, place])
      expect(await stored(item['id'])).toMatchObject({
        kind: 'unsupported',
        content: { reason: 'malformed' },
        raw: { type: item['type'] },
      });
  });
});

describe('times that cannot be', () => {
  const written = (timestamp: unknown): string => JSON.stringify(timestamp).replaceAll('"', '');
  const WILD = [
    '999999999999',
    999_999_999_999,
    '0',
    '1',
    0,
    -1,
    -1e15,
    1.5,
    '1700000000.5',
    '1700000000000',
    'yesterday',
    '',
    null,
    {},
    [],
    true,
    8.64e15,
    2 ** 53,
    String((NOW + 6 * 60_000) / SECOND),
  ];

  test.each([
    ['by the general path', false],
    ['by the hot path', true],
  ])('count as the time of receipt, %s', async (_, hot) => {
    for (const timestamp of WILD) {
      const from = sender();
      if (hot) await post({ messages: [text(from, { timestamp: String((NOW - 2 * DAY_MS) / SECOND) })] });
      const item = text(from, { timestamp });
      expect([timestamp, (await post({ messages: [item] })).body.stored]).toEqual([timestamp, 1]);
      const row = (await stored(item['id']))!;
      expect([row.at_ms, written(row.raw!.timestamp)]).toEqual([NOW, written(timestamp)]);
      const { body: conversation } = await stack.api().get(`/api/v1/conversations/${row.conversation_id}`);
      expect(conversation.window).toEqual({ open: true, expiresAt: new Date(NOW + DAY_MS).toISOString() });
      const listed = await stack.api().get(`/api/v1/conversations/${row.conversation_id}/messages`);
      expect([listed.status, listed.body.items[0]!.at]).toEqual([200, new Date(NOW).toISOString()]);
    }
  });

  test('are told from clocks that differ and from messages that come late', async () => {
    for (const [ms, expires] of [
      [NOW + 5 * 60_000, NOW + DAY_MS],
      [NOW - 3 * 3_600_000, NOW + 21 * 3_600_000],
      [Date.UTC(2009, 0, 1), Date.UTC(2009, 0, 2)],
    ] as const) {
      const item = text(sender(), { timestamp: String(ms / SECOND) });
      await post({ messages: [item] });
      const row = (await stored(item['id']))!;
      // WhatsApp tells the second; within it a message stands behind what was said before it came.
      expect([Math.floor(row.at_ms / SECOND), row.raw]).toEqual([ms / SECOND, null]);
      expect((await stack.api().get(`/api/v1/conversations/${row.conversation_id}`)).body.window.expiresAt).toBe(
        new Date(expires).toISOString(),
      );
    }
  });

  test('of statuses count as the time of receipt', async () => {
    for (const timestamp of WILD) {
      const id = `wamid.s.${++serial}`;
      expect([
        timestamp,
        (await post({ statuses: [{ id, status: 'sent', timestamp, recipient_id: '1' }] })).body.unmatched,
      ]).toEqual([timestamp, 1]);
      expect(
        (
          await stack.db.admin.query<{ ms: number }>(
            'SELECT (extract(epoch FROM at) * 1000)::float8 AS ms FROM message_status WHERE wamid = $1',
            [id],
          )
        ).rows[0]!.ms,
      ).toBe(NOW);
    }
  });

  test('of a word about marketing do not make it the last word for ever', async () => {
    const from = sender();
    await post({ messages: [text(from)] });
    const say = (value: string, timestamp: unknown, time: number) =>
      postWebhook(stack.baseUrl, {
        entry: [
          {
            id: stack.tenants[0]!.wabaId,
            time,
            changes: [
              {
                field: 'user_preferences',
                value: {
                  user_preferences: [null, 5, { wa_id: from, category: 'marketing_messages', value, timestamp }],
                },
              },
            ],
          },
        ],
      });
    const stopped = async (): Promise<boolean> =>
      (
        await stack.db.admin.query<{ marketing_stopped: boolean }>(
          'SELECT c.marketing_stopped FROM contact c JOIN contact_identity i ON i.contact_id = c.id WHERE i.value = $1',
          [from],
        )
      ).rows[0]!.marketing_stopped;
    expect((await say('stop', '999999999999', 1)).body).toMatchObject({ stored: 1 });
    expect(await stopped()).toBe(true);
    await say('resume', String(NOW / SECOND), 2);
    expect(await stopped()).toBe(false);
    // As versions before this kept it.
    await stack.db.admin.query(
      `
        UPDATE contact
        SET marketing_stopped = true, marketing_said_at = '33658-09-27'
        WHERE id = (SELECT contact_id FROM contact_identity WHERE value = $1)`,
      [from],
    );
    await say('resume', String(NOW / SECOND), 3);
    expect(await stopped()).toBe(false);
    for (const word of ['constructor', '__proto__', { toString: 1 }, ['stop']])
      expect((await say(word as string, 1, 4)).body).toMatchObject({ quarantined: 0 });
  });
});

describe('statuses and updates that say something else', () => {
  test.each([
    ['no error', {}],
    ['null', { errors: null }],
    ['a text', { errors: 'x' }],
    ['null in the list', { errors: [null] }],
    ['a list in the list', { errors: [[]] }],
    ['other types', { errors: [{ code: 1.5, title: 5, message: {}, error_data: { details: [] } }] }],
    ['a huge code', { errors: [{ code: 1e300, error_data: null }] }],
    ['a long text', { errors: [{ code: 131_026, message: 'x'.repeat(10_000) }] }],
  ])('a failure with %s reaches its message', async (_, more) => {
    const from = sender();
    await post({ messages: [text(from)] });
    const {
      rows: [row],
    } = await stack.db.admin.query<{ id: string; number_id: string; tenant_id: string }>(
      `
        SELECT v.id, v.number_id, v.tenant_id
        FROM conversation v JOIN contact_identity i ON i.contact_id = v.contact_id
        WHERE i.value = $1`,
      [from],
    );
    const [messageId, wamid] = [newId(), `wamid.out.${++serial}`];
    await stack.db.admin.query(
      `
        INSERT INTO message (
          id,
          tenant_id,
          conversation_id,
          number_id,
          direction,
          kind,
          content,
          wamid,
          status,
          at,
          received_at
        )
        VALUES ($1, $2, $3, $4, 'outbound', 'text', '{}', $5, 'accepted', now(), now())`,
      [messageId, row!.tenant_id, row!.id, row!.number_id, wamid],
    );
    await stack.db.admin.query(
      `
        INSERT INTO send_attempt (id, tenant_id, conversation_id, message_id, number, state, wamid, prepared_at)
        VALUES ($1, $2, $3, $4, 1, 'ACCEPTED', $5, now())`,
      [newId(), row!.tenant_id, row!.id, messageId, wamid],
    );
    expect(
      (
        await post({
          statuses: [{ id: wamid, status: 'failed', timestamp: '1700000000', recipient_id: from, ...more }],
        })
      ).body,
    ).toMatchObject({ stored: 1 });
    const listed = (await stack.api().get(`/api/v1/conversations/${row!.id}/messages?limit=100`)).body.items.find(
      item => item.id === messageId,
    );
    expect(listed!.status).toBe('failed');
    expect(listed!.error?.text?.length ?? 0).toBeLessThanOrEqual(500);
  });

  test.each([
    'account_update',
    'phone_number_quality_update',
    'message_template_status_update',
    'message_template_quality_update',
    'template_category_update',
    'user_preferences',
    'user_id_update',
    'x'.repeat(99),
  ])('%s, whatever it holds, is stored and read', async field => {
    const values = [
      {},
      { event: 'constructor' },
      { event: {}, message_template_id: '__proto__' },
      { message_template_id: { toString: 1 }, event: 5 },
      { user_preferences: {} },
      { user_id_update: [null, [], { user_id: 5 }, { user_id: { previous: 'DE.1', current: 'DE.2' } }] },
      { display_phone_number: [], current_limit: 'x'.repeat(10_000), new_quality_score: 'x'.repeat(10_000) },
    ];
    for (const [index, value] of values.entries()) {
      const { status, body } = await postWebhook(stack.baseUrl, {
        entry: [{ id: stack.tenants[0]!.wabaId, time: `${field}${index}`, changes: [{ field, value }] }],
      });
      expect([field, index, status, body.stored]).toEqual([field, index, 200, 1]);
    }
    expect((await (await stack.admin()).get('/api/v1/webhook-updates?limit=100')).status).toBe(200);
    for (const path of ['/api/v1/numbers', '/api/v1/templates'])
      expect((await (await stack.admin()).get(path)).status).toBe(200);
  });

  test('2,000 preferences in one update are one piece of work; 2,000 changed ids are for a person', async () => {
    const update = (field: string, list: object[]) =>
      postWebhook(stack.baseUrl, {
        entry: [{ id: stack.tenants[0]!.wabaId, time: field, changes: [{ field, value: { [field]: list } }] }],
      });
    const [from] = [sender()];
    await post({ messages: [text(from)] });
    const preferences = Array.from({ length: 2_000 }, (_, at) => ({
      wa_id: at === 1_999 ? from : `1${at}`,
      category: 'marketing_messages',
      value: 'stop',
      timestamp: NOW / SECOND,
    }));
    expect((await update('user_preferences', preferences)).body).toMatchObject({ stored: 1 });
    expect(
      (
        await stack.db.admin.query<{ marketing_stopped: boolean }>(
          'SELECT c.marketing_stopped FROM contact c JOIN contact_identity i ON i.contact_id = c.id WHERE i.value = $1',
          [from],
        )
      ).rows[0]!.marketing_stopped,
    ).toBe(true);
    expect(
      (
        await update(
          'user_id_update',
          Array.from({ length: 2_000 }, (_, at) => ({ user_id: { previous: `DE.a${at}`, current: `DE.b${at}` } })),
        )
      ).body,
    ).toMatchObject({ quarantined: 1 });
    expect(await reasons()).toContain('too_many_changes');
  });
});

test('a message of another version of this code can be told from a poisoned one', async () => {
  expect((await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: sender(), at: NOW }))).body).toMatchObject({
    stored: 1,
    quarantined: 0,
  });
});
