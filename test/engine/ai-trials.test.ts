/**
 * Policies are tried before they are in force; conversations are used as training data only as the company and its
 * contacts allow.
 */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { sweep } from '../../workers/reconcile.ts';
import { purgeExpired } from '../../store/ai/purge.ts';
import { deleteContentBefore } from '../../store/deadlines/retention.ts';
import { newContact, publishArticle, setPolicy, told, writes } from '../support/ai.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { conversationPath as path } from '../support/paths.ts';

let stack: Stack;
let admin: HttpClient;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ wrapUpMs: 0, maxPerAgent: 50 }, {}] });
  admin = await stack.admin();
  await publishArticle(admin, 'Returns', 'You can return a bicycle within 30 days. Bring the invoice to our workshop.');
});
afterAll(() => stack.close());

/** A conversation that a person answered and closed. */
async function past(
  contact: string,
  question: string,
  answer: string,
  tenant = 0,
): Promise<{ id: string; contactId: string }> {
  const api = stack.api(tenant);
  const id = await writes(stack, contact, question, tenant);
  expect((await api.post(path(id, '/messages'), { text: { body: answer } })).status).toBe(202);
  await eventually(() => told(stack, contact).length > 0, 'the answer');
  expect((await api.post(path(id, '/close'))).body.state).toBe('closed');
  return { id, contactId: (await api.get(path(id))).body.contact.id };
}

test('a draft policy is tried on questions and past conversations; nothing is sent, nobody’s policy changes', async () => {
  const contact = newContact();
  const { id } = await past(contact, 'Within how many days can I return a bicycle?', 'Within a month.');
  const { body: begun, status } = await admin.post('/api/v1/ai/trials', {
    policy: { mode: 'answer' },
    items: [{ conversationId: id }, { question: 'Do you sell boats?' }, { question: 'I want to talk to a human' }],
  });
  expect(status).toBe(202);
  const trial = await eventually(async () => (await admin.get(`/api/v1/ai/trials/${begun.id}`)).body, 'the trial', {
    until: seen => seen.state !== 'running',
  });
  expect(trial).toMatchObject({
    state: 'done',
    total: 3,
    results: [
      {
        question: 'Within how many days can I return a bicycle?',
        answeredThen: 'Within a month.',
        outcome: 'answered',
        text: expect.stringContaining('30 days'),
        citations: [{ heading: 'Returns' }],
      },
      { question: 'Do you sell boats?', outcome: 'hand_over', reason: 'no_evidence' },
      { question: 'I want to talk to a human', outcome: 'hand_over', reason: 'asked_for_human' },
    ],
  });
  expect(told(stack, contact)).toEqual(['Within a month.']);
  expect((await admin.get('/api/v1/ai/policies')).body.items).toEqual([]);
  expect((await admin.post('/api/v1/ai/trials', { items: [{ question: 'x' }] })).body.code).toBe('ai_off');
  expect((await stack.api(1).get(`/api/v1/ai/trials/${begun.id}`)).status).toBe(404);
  await stack.db.database.withTenant(stack.tenants[0]!.id, unit => purgeExpired(unit, Date.now() + 6 * 86_400_000));
  expect((await admin.get(`/api/v1/ai/trials/${begun.id}`)).status).toBe(200);
  // What a conversation holds goes from its trials when it goes from the conversation.
  await stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
    deleteContentBefore(unit, id, Date.now(), Date.now()),
  );
  expect((await admin.get(`/api/v1/ai/trials/${begun.id}`)).status).toBe(404);
  await setPolicy(admin, { mode: 'off' });
});

test('examples are exported under an authorisation that somebody else approved, of contacts who agreed, of one company; withdrawing deletes them', async () => {
  const [agreed, silent, restricted] = await Promise.all(
    ['one', 'two', 'three'].map(name =>
      past(newContact(), `Question of ${name}, card 4111 1111 1111 1111`, `Answer to ${name}`),
    ),
  );
  const foreign = await past(newContact(), 'Question of the other company', 'Answer of the other company', 1);
  for (const [contactId, facts, api] of [
    [agreed!.contactId, { trainingConsent: true }, admin],
    [restricted!.contactId, { trainingConsent: true, restricted: true }, admin],
    [foreign.contactId, { trainingConsent: true }, stack.api(1)],
  ] as const)
    expect((await api.put(`/api/v1/contacts/${contactId}`, facts)).status).toBe(200);
  expect((await admin.get(`/api/v1/contacts/${silent!.contactId}`)).body.trainingConsent).toBe(false);

  const wanted = {
    purpose: 'Fine-tuning of our own model',
    wording: 'We agree …',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  expect((await stack.api().post('/api/v1/ai/training/grants', wanted)).body.code).toBe('not_a_person');
  const {
    body: { id: grantId },
  } = await admin.post('/api/v1/ai/training/grants', wanted);
  expect((await admin.post('/api/v1/ai/training/exports', { grantId })).body).toMatchObject({
    status: 409,
    code: 'not_authorised',
    field: 'grantId',
  });
  expect((await admin.post(`/api/v1/ai/training/grants/${grantId}/approve`)).body.code).toBe('own_version');
  expect((await stack.api().post(`/api/v1/ai/training/grants/${grantId}/approve`)).body.code).toBe('not_a_person');
  // A second administrator.
  await stack.db.admin.query("UPDATE app_user SET role = 'TENANT_ADMIN' WHERE id = $1", [
    stack.tenants[0]!.users[1]!.id,
  ]);
  const second = await stack.agent(0);
  expect((await second.post(`/api/v1/ai/training/grants/${grantId}/approve`)).status).toBe(200);
  expect((await stack.api(1).post('/api/v1/ai/training/exports', { grantId })).body.code).toBe('not_authorised');

  const {
    body: { id },
  } = await admin.post('/api/v1/ai/training/exports', { grantId });
  await stack.db.database.withTenant(stack.tenants[0]!.id, unit => purgeExpired(unit, Date.now()));
  const done = await eventually(
    async () =>
      (await admin.get('/api/v1/ai/training/exports')).body.items.find(each => each.id === id && each.state === 'done'),
    'the export',
  );
  const file = await admin.get(`/api/v1/ai/training/exports/${id}/file`);
  expect(file.status).toBe(200);
  const text = typeof file.body === 'string' ? file.body : `${JSON.stringify(file.body)}\n`;
  expect(text).toBe(
    `${JSON.stringify({
      messages: [
        { role: 'user', content: 'Question of one, card [card number]' },
        { role: 'assistant', content: 'Answer to one' },
      ],
    })}\n`,
  );
  expect(done).toMatchObject({
    examples: 1,
    sha256: createHash('sha256').update(text).digest('hex'),
    leftOut: { restricted: 1 },
  });
  expect(done.leftOut['consent']).toBeGreaterThanOrEqual(2);
  const key = (
    await stack.db.admin.query<{ object_key: string }>('SELECT object_key FROM training_export WHERE id = $1', [id])
  ).rows[0]!.object_key;
  const stored = async (): Promise<string> => {
    let bytes = '';
    for await (const chunk of stack.app.objects.read(key, 0, 100)) bytes += Buffer.from(chunk).toString('latin1');
    return bytes;
  };
  expect(await stored()).not.toContain('Question');

  expect((await admin.post(`/api/v1/ai/training/grants/${grantId}/withdraw`)).status).toBe(200);
  expect((await admin.get(`/api/v1/ai/training/exports/${id}/file`)).status).toBe(404);
  await expect(stored()).rejects.toThrow();
  expect((await admin.post('/api/v1/ai/training/exports', { grantId })).body.code).toBe('not_authorised');
  expect((await admin.get('/api/v1/ai/training/exports')).body.items[0]).toMatchObject({ id, state: 'deleted' });
  expect((await admin.get('/api/v1/audit?action=training.')).body.items.map(item => item.action)).toEqual([
    'training.withdraw',
    'training.read',
    'training.export',
    'training.approve',
    'training.grant',
  ]);
});

test('an authorisation that ends takes its files with it', async () => {
  const second = await stack.agent(0);
  const {
    body: { id: grantId },
  } = await admin.post('/api/v1/ai/training/grants', {
    purpose: 'A trial',
    wording: 'We agree …',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await second.post(`/api/v1/ai/training/grants/${grantId}/approve`);
  const {
    body: { id },
  } = await admin.post('/api/v1/ai/training/exports', { grantId });
  const files = async () =>
    (
      await stack.db.admin.query<{ state: string; object_key: string | null }>(
        'SELECT state, object_key FROM training_export WHERE id = $1',
        [id],
      )
    ).rows[0]!;
  const { object_key: key } = await eventually(files, 'the export', { until: seen => seen.state === 'done' });
  const stored = async (): Promise<void> => {
    for await (const chunk of stack.app.objects.read(key!, 0, 1)) expect(chunk.length).toBeGreaterThan(0);
  };
  await stored();
  const parts = {
    database: stack.db.database,
    tenants: stack.db.tenants,
    client: stack.client,
    taskQueue: stack.taskQueue,
    continueAsNewAfterTurns: 150,
    log: pino({ level: 'silent' }),
    objects: stack.app.objects,
  };
  await sweep(parts, Date.now());
  await stored();
  for (const round of [1, 2]) await sweep(parts, Date.now() + 3_600_000 + round);
  await expect(stored()).rejects.toThrow();
  expect(await files()).toEqual({ state: 'deleted', object_key: null });
});
