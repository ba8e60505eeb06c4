import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createLogger } from '../../config/logger.ts';
import { createStack } from '../support/stack.ts';
import { APP_SECRET } from '../support/meta-secret.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

const TOKEN = 'EAAnewtoken000000000000000000000001';
const NEXT = 'EAAnexttoken00000000000000000000002';
const PIN = '482913';
const logged: string[] = [];
let stack: Stack;
let admin: HttpClient;
let other: HttpClient;
let simulator: HttpClient;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ log: createLogger('test', 'trace', { write: line => void logged.push(line) }) });
  [admin, other, simulator] = [stack.api(0), stack.api(1), new HttpClient(stack.simulatorUrl)];
});
afterAll(() => stack.close());

/** A number that a business has at WhatsApp. */
async function atWhatsApp(
  more: object = {},
): Promise<{ wabaId: string; phoneNumberId: string; accessToken: string; displayPhoneNumber: string }> {
  const n = ++serial;
  const number = {
    wabaId: `88000${n}`,
    phoneNumberId: `99000${n}`,
    displayPhoneNumber: `+49 30 5550${n}`,
    accessToken: `${TOKEN}${n}`,
    ...more,
  };
  await simulator.post('/control/numbers', number);
  return number;
}
const connect = async (
  { wabaId, phoneNumberId, accessToken }: { wabaId: string; phoneNumberId: string; accessToken: string },
  more: object = {},
  by = admin,
) => by.post('/api/v1/numbers', { wabaId, phoneNumberId, accessToken, ...more });
const ends = (orderId: string, by = admin) =>
  eventually(async () => {
    const { body } = await by.get(`/api/v1/number-orders/${orderId}`);
    return body.state === 'waiting' ? null : body;
  }, 'the order ends');
const numbers = async (by = admin) => (await by.get('/api/v1/numbers')).body.items;
const called = async (phoneNumberId: string, by = admin) =>
  (await numbers(by)).find(each => each.phoneNumberId === phoneNumberId)!;

async function connected(more: object = {}): Promise<{ id: string; number: Awaited<ReturnType<typeof atWhatsApp>> }> {
  const number = await atWhatsApp(more);
  const { body } = await connect(number, { pin: PIN });
  expect((await ends(body.id)).state).toBe('done');
  return { id: (await called(number.phoneNumberId)).id, number };
}

async function writes(phoneNumberId: string, from: string) {
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from }));
  return (await admin.get('/api/v1/conversations?limit=100')).body.items.find(item => item.contact.waId === from)!;
}
async function updates(wabaId: string, field: string, value: object): Promise<void> {
  const body = Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: wabaId, time: ++serial, changes: [{ field, value }] }],
    }),
  );
  await postWebhook(stack.baseUrl, body, `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`);
}

describe('connecting a number', () => {
  test('also on the second page of its account’s: its token is checked, the account subscribed, the number registered; then customers and agents talk over it', async () => {
    const { wabaId, accessToken } = await atWhatsApp();
    for (let others = 0; others < 100; others++) await atWhatsApp({ wabaId, accessToken });
    const number = await atWhatsApp({ wabaId, accessToken });
    const placed = await connect(number, { pin: PIN, name: 'Berlin' });
    expect([placed.status, placed.body.state]).toEqual([202, 'waiting']);
    expect(await ends(placed.body.id)).toMatchObject({ state: 'done', reason: null });
    expect(await called(number.phoneNumberId)).toMatchObject({
      name: 'Berlin',
      displayPhoneNumber: number.displayPhoneNumber,
      verifiedName: expect.stringContaining('Shop'),
      quality: 'GREEN',
      messagingTier: 'TIER_1K',
      registration: 'CONNECTED',
      state: 'connected',
      tokenRefusedAt: null,
      sendingPaused: false,
    });
    expect((await simulator.get('/control/subscriptions')).body.items).toContain(number.wabaId);
    const { id } = await writes(number.phoneNumberId, '49640001');
    await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'welcome' } });
    await eventually(() => stack.simulator.state.ledger.some(entry => entry.to === '49640001'), 'sent');
    await eventually(async () => (await called(number.phoneNumberId)).lastWebhookAt, 'the last webhook');
    expect((await connect(number)).body.code).toBe('number_connected');
  });

  test.each([
    [
      'a token WhatsApp does not know',
      async () => ({ ...(await atWhatsApp()), accessToken: 'EAAwrong0000000000000000000000' }),
      {},
      'token_refused',
      190,
    ],
    [
      'a number the token’s owner does not have',
      async () => ({ ...(await atWhatsApp()), phoneNumberId: '77777777' }),
      {},
      'number_unknown',
      100,
    ],
    [
      'another account',
      async () => ({ ...(await atWhatsApp()), wabaId: '66666666' }),
      {},
      'number_of_another_account',
      100,
    ],
    ['another PIN', () => atWhatsApp({ pin: '111111' }), { pin: PIN }, 'pin_refused', 133_005],
  ] as const)('%s: refused with the reason, nothing is connected', async (_what, make, more, reason, metaCode) => {
    const number = await make();
    const before = (await numbers()).length;
    const { body } = await connect(number, more);
    expect(await ends(body.id)).toMatchObject({
      state: 'refused',
      reason: { code: reason, metaCode, explanation: expect.stringMatching(/\.$/) },
    });
    expect((await numbers()).length).toBe(before);
    const refused = await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: number.phoneNumberId, from: '49640002' }),
    );
    expect(refused.body).toMatchObject({ stored: 0, quarantined: 1 });
  });

  test('two tenants want the same number: one has it, nobody’s messages go astray', async () => {
    const number = await atWhatsApp();
    const orders = await Promise.all([connect(number, { pin: PIN }, admin), connect(number, { pin: PIN }, other)]);
    const ended = await Promise.all([ends(orders[0].body.id, admin), ends(orders[1].body.id, other)]);
    expect(ended.map(each => each.reason?.code ?? each.state).sort()).toEqual(['done', 'number_taken']);
    expect(
      (await Promise.all([numbers(admin), numbers(other)]))
        .flat()
        .filter(each => each.phoneNumberId === number.phoneNumberId),
    ).toHaveLength(1);
    const { rows } = await stack.db.admin.query(
      `
        SELECT d.tenant_id = b.tenant_id AS same
        FROM directory_number d JOIN business_number b ON b.phone_number_id = d.phone_number_id
        WHERE d.phone_number_id = $1`,
      [number.phoneNumberId],
    );
    expect(rows).toEqual([{ same: true }]);
  });

  test('who holds no token of a number is not told that another tenant has it', async () => {
    const [{ number }, free] = [await connected(), await atWhatsApp()];
    const asked = async (wanted: typeof number) => {
      const order = await ends(
        (await connect({ ...wanted, accessToken: 'EAAwrong0000000000000000000000' }, {}, other)).body.id,
        other,
      );
      return { ...order, id: '', wabaId: '', phoneNumberId: '', createdAt: '', endedAt: '' };
    };
    expect((await asked(number)).reason!.code).toBe('token_refused');
    expect(await asked(number)).toEqual(await asked(free));
  });

  test('twice at once is once', async () => {
    const number = await atWhatsApp();
    const answers = await Promise.all([1, 2, 3].map(() => connect(number, { pin: PIN })));
    // Who asks when the first is through with it hears that, too.
    const codes = answers.map(each => each.body.code ?? each.status).sort();
    expect(codes[0]).toBe(202);
    for (const code of codes.slice(1)) expect(['number_busy', 'number_connected']).toContain(code);
    await ends(answers.find(each => each.status === 202)!.body.id);
  });
});

describe('a connected number', () => {
  test('its token is replaced once WhatsApp takes the new one; a wrong one changes nothing', async () => {
    const { id, number } = await connected();
    const wrong = await admin.put(`/api/v1/numbers/${id}/token`, { accessToken: 'EAAwrong0000000000000000000000' });
    expect((await ends(wrong.body.id)).reason!.code).toBe('token_refused');
    await simulator.put(`/control/numbers/${number.phoneNumberId}`, { tokens: [number.accessToken, NEXT] });
    const { id: talk } = await writes(number.phoneNumberId, '49640010');
    await admin.post(`/api/v1/conversations/${talk}/messages`, { text: { body: 'with the old one' } });
    expect((await ends((await admin.put(`/api/v1/numbers/${id}/token`, { accessToken: NEXT })).body.id)).state).toBe(
      'done',
    );
    await simulator.put(`/control/numbers/${number.phoneNumberId}`, { tokens: [NEXT] });
    await admin.post(`/api/v1/conversations/${talk}/messages`, { text: { body: 'with the new one' } });
    await eventually(
      () => stack.simulator.state.ledger.filter(entry => entry.to === '49640010').length === 2,
      'both sent',
    );
  });

  test('whose token was revoked: the check finds it, sending stops, a new token lets it go on', async () => {
    const { id, number } = await connected();
    await simulator.put(`/control/numbers/${number.phoneNumberId}`, { tokens: [NEXT] });
    await admin.post('/api/v1/numbers/check', {});
    await eventually(async () => (await called(number.phoneNumberId)).tokenRefusedAt, 'the refusal');
    expect(await called(number.phoneNumberId)).toMatchObject({ sendingPaused: true, trouble: { code: 190 } });
    await ends((await admin.put(`/api/v1/numbers/${id}/token`, { accessToken: NEXT })).body.id);
    expect(await called(number.phoneNumberId)).toMatchObject({
      sendingPaused: false,
      trouble: null,
      tokenRefusedAt: null,
    });
  });

  test('not registered: a send says so, registering mends it; the PIN can be changed', async () => {
    const { id, number } = await connected();
    await simulator.put(`/control/numbers/${number.phoneNumberId}`, { registered: false });
    const { id: talk } = await writes(number.phoneNumberId, '49640011');
    const { body: sent } = await admin.post(`/api/v1/conversations/${talk}/messages`, { text: { body: 'x' } });
    await eventually(async () => (await called(number.phoneNumberId)).trouble?.code === 133_010, 'the trouble');
    expect(
      (await ends((await admin.post(`/api/v1/numbers/${id}/register`, { pin: '999999' })).body.id)).reason!.code,
    ).toBe('pin_refused');
    expect((await ends((await admin.put(`/api/v1/numbers/${id}/pin`, { pin: '555555' })).body.id)).state).toBe('done');
    expect((await ends((await admin.post(`/api/v1/numbers/${id}/register`, { pin: '555555' })).body.id)).state).toBe(
      'done',
    );
    expect((await called(number.phoneNumberId)).trouble).toBeNull();
    await admin.post(`/api/v1/conversations/${talk}/messages/${sent.id}/resend`);
    await eventually(() => stack.simulator.state.ledger.some(entry => entry.to === '49640011'), 'sent');
  });

  test('hears of its quality, its tier and its account', async () => {
    const { number } = await connected();
    await simulator.put(`/control/numbers/${number.phoneNumberId}`, { quality: 'YELLOW', tier: 'TIER_10K' });
    await admin.post('/api/v1/numbers/check', {});
    await eventually(async () => (await called(number.phoneNumberId)).quality === 'YELLOW', 'the quality');
    await updates(number.wabaId, 'phone_number_quality_update', {
      display_phone_number: number.displayPhoneNumber.replaceAll(/\D/g, ''),
      event: 'FLAGGED',
      max_daily_conversations_per_business: 'TIER_250',
    });
    expect(await called(number.phoneNumberId)).toMatchObject({ quality: 'RED', messagingTier: 'TIER_250' });
    await updates(number.wabaId, 'account_update', {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }],
    });
    expect((await called(number.phoneNumberId)).trouble).toMatchObject({
      code: 368,
      text: expect.stringContaining('ACCOUNT_RESTRICTION'),
    });
    for (const field of ['account_alerts', 'business_capability_update', 'security'])
      await updates(number.wabaId, field, { event: 'anything' });
    expect((await admin.get('/api/v1/webhook-updates?limit=100')).body.items.map(each => each.field)).toEqual(
      expect.arrayContaining(['account_alerts', 'business_capability_update', 'security', 'account_update']),
    );
  });

  test('disconnected: nothing comes in or goes out, the token is forgotten, conversations stay; another tenant may have it', async () => {
    const { id, number } = await connected();
    const { id: talk } = await writes(number.phoneNumberId, '49640012');
    expect((await ends((await admin.delete(`/api/v1/numbers/${id}`)).body.id)).state).toBe('done');
    expect(await called(number.phoneNumberId)).toMatchObject({ state: 'disconnected' });
    expect((await simulator.get('/control/subscriptions')).body.items).not.toContain(number.wabaId);
    expect(
      (await stack.db.admin.query('SELECT length(access_token) AS length FROM business_number WHERE id = $1', [id]))
        .rows,
    ).toEqual([{ length: 0 }]);
    expect((await admin.post(`/api/v1/conversations/${talk}/messages`, { text: { body: 'x' } })).body.code).toBe(
      'number_paused',
    );
    expect((await admin.post(`/api/v1/numbers/${id}/resume`)).status).toBe(404);
    expect((await admin.get(`/api/v1/conversations/${talk}`)).status).toBe(200);
    expect((await ends((await connect(number, { pin: PIN }, other)).body.id, other)).state).toBe('done');
    await eventually(
      async () =>
        (await stack.app.directory.numbers([number.phoneNumberId], Date.now() + 60_000)).get(number.phoneNumberId)
          ?.tenantId === stack.tenants[1]!.id,
      'the directory',
    );
  });
});

test('bad input names its field; another tenant and agents have no way in', async () => {
  const { id, number } = await connected();
  for (const [field, change] of [
    ['wabaId', { wabaId: 'x' }],
    ['phoneNumberId', { phoneNumberId: '1' }],
    ['accessToken', { accessToken: 'short' }],
    ['pin', { pin: '12345' }],
  ] as const) {
    const answer = await connect({ ...number, phoneNumberId: '12345678', ...change }, change);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  }
  expect((await other.delete(`/api/v1/numbers/${id}`)).status).toBe(404);
  expect((await (await stack.agent(0)).post('/api/v1/numbers', {})).status).toBe(403);
});

test('tokens and PINs are nowhere: not in the database, not in logs, not in answers, not in workflows', async () => {
  const { number } = await connected();
  // What is never written on purpose is kept out also where somebody logs too much.
  stack.app.log.error(
    { accessToken: TOKEN, order: { pin: `"${PIN}"`, accessToken: NEXT }, err: new Error(TOKEN) },
    'too much',
  );
  expect(logged.join('')).toContain('too much');
  const { rows } = await stack.db.admin.query<{ table_name: string }>(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const dump = (
    await Promise.all(
      rows.map(async ({ table_name: table }) =>
        JSON.stringify((await stack.db.admin.query(`SELECT to_jsonb(t) AS row FROM "${table}" t`)).rows),
      ),
    )
  ).join('\n');
  const answers = JSON.stringify([
    (await admin.get('/api/v1/numbers')).body,
    (await admin.get('/api/v1/number-orders?limit=100')).body,
  ]);
  const orders = (await stack.db.admin.query<{ id: string }>('SELECT id FROM number_order ORDER BY created_at')).rows;
  const histories = await Promise.all(
    orders.map(async ({ id }) =>
      JSON.stringify(
        await stack.client.workflow
          .getHandle(`number-order/${id}`)
          .fetchHistory()
          .catch(() => null),
      ),
    ),
  );
  for (const secret of [TOKEN, NEXT, number.accessToken, `"${PIN}"`, '"555555"', APP_SECRET]) {
    for (const coded of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')])
      for (const place of [dump, answers, logged.join(''), ...histories]) expect(place.includes(coded)).toBe(false);
  }
  expect(dump).toContain(number.phoneNumberId);
  expect(
    (
      await stack.db.admin.query(
        "SELECT 1 FROM number_order WHERE state <> 'waiting' AND (access_token IS NOT NULL OR pin IS NOT NULL)",
      )
    ).rowCount,
  ).toBe(0);
});
