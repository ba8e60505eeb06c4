/**
 * Finding passages by meaning, with a real database and workflows. The vectors are the demo model's, which tolerate
 * misspellings.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Models } from '../../activities/ai/models.ts';
import { VectorIndex } from '../../store/knowledge/vector-index.ts';
import type { Meaning } from '../../store/knowledge/vector-index.ts';
import { keepVectors } from '../../store/knowledge/vectors.ts';
import { search } from '../../store/knowledge/search.ts';
import { vectorOf } from '../../simulator/model/embed.ts';
import { ending, newContact, publishArticle, setPolicy, told, writes } from '../support/ai.ts';
import { demoOperators } from '../support/demo-operators.ts';
import { sweep } from '../../workers/reconcile.ts';
import { eventually } from '../support/eventually.ts';
import { passagesWorkflowId } from '../../workflows/contract.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const RETURNS = 'You can return a bicycle within 30 days. Bring the bicycle and the receipt to any of our shops.';
/** No word of it is spelt as in the article. */
const MISSPELT = 'bycicle retrun bycicles reciept';
/** As near as the demo's vectors put a passage that is meant. */
const NEAR = 0.15;
let stack: Stack;
let admin: HttpClient;
let other: HttpClient;
let returns: string;
beforeAll(async () => {
  stack = await createStack({ embeddings: true, allowedNetworks: ['127.0.0.0/8'] });
  [admin, other] = [await stack.admin(0), await stack.admin(1)];
  await setPolicy(admin, { mode: 'answer', disclosure: null });
  await setPolicy(other, { mode: 'answer', disclosure: null });
  returns = await publishArticle(admin, 'Returns', RETURNS);
  await publishArticle(admin, 'Opening hours', 'Our shops are open from nine to six on weekdays.');
  await publishArticle(other, 'Returns', 'A bicycle cannot be returned. A receipt does not change that.');
});
afterAll(() => stack.close());

const vectors = async (tenant = 0): Promise<number> =>
  (
    await stack.db.admin.query<{ count: number }>('SELECT count(*)::int AS count FROM kb_vector WHERE tenant_id = $1', [
      stack.tenants[tenant]!.id,
    ])
  ).rows[0]!.count;
const passages = async (tenant = 0): Promise<number> =>
  (
    await stack.db.admin.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM kb_passage WHERE tenant_id = $1',
      [stack.tenants[tenant]!.id],
    )
  ).rows[0]!.count;
const allRead = (tenant = 0) =>
  eventually(
    async () => ({ passages: await passages(tenant), vectors: await vectors(tenant) }),
    'all passages to be read for what they mean',
    { until: seen => seen.passages === seen.vectors },
  );
/** Whoever reads passages has asked, got no further, and waits until something changes. */
const readingWaits = (tenant: number) =>
  eventually(
    async () => {
      const { status, raw } = await stack.client.workflow
        .getHandle(passagesWorkflowId(stack.tenants[tenant]!.id))
        .describe();
      return { status: status.name, asks: raw.pendingActivities?.length ?? 0, works: raw.pendingWorkflowTask != null };
    },
    'the reading to wait',
    { until: seen => seen.status === 'RUNNING' && seen.asks === 0 && !seen.works },
  );
const modelName = () => `${new URL(stack.simulatorUrl).host}/demo-hash-1`;
const meaning = (text: string): Meaning => ({ model: modelName(), vector: vectorOf(text) });
const find = (text: string, index: VectorIndex | null, tenant = 0) =>
  stack.db.database.withTenant(stack.tenants[tenant]!.id, unit =>
    search(unit, {
      text,
      language: 'en',
      audience: 'customer',
      limit: 5,
      at: Date.now(),
      ...(index === null ? {} : { nearest: (among, limit) => index.nearest(unit, meaning(text), among, limit) }),
    }),
  );

describe('by meaning and by words', () => {
  test('what is published is read within moments; then what no word finds is found', async () => {
    await Promise.all([allRead(0), allRead(1)]);
    expect((await find(MISSPELT, null)).passages).toEqual([]);
    const found = await find(MISSPELT, new VectorIndex());
    expect(found.passages[0]).toMatchObject({ documentId: returns, coverage: 0 });
    expect(found.similarity).toBeGreaterThan(NEAR);
    // Words say nothing about it: whether nearness is enough is the tenant's to say.
    expect(found.evidence).toBe(0);
  });

  test('both ranks count: what stands high in both comes first, and the evidence is still that of the words', async () => {
    const index = new VectorIndex();
    const [words, both] = [await find('return a bicycle', null), await find('return a bicycle', index)];
    expect(both.passages[0]!.documentId).toBe(returns);
    expect(both.evidence).toBe(words.evidence);
    expect(both.passages.length).toBeGreaterThan(words.passages.length);
  });

  test('a code that no passage has is never answered, however near the rest is', async () => {
    expect(await find('Can I return the bicycle AB-993/2?', new VectorIndex())).toMatchObject({
      evidence: 0,
      similarity: 0,
    });
  });

  test('a turn asks the model only where the tenant says what is near enough', async () => {
    const question = 'Within how many days can a bycicle be retruned?';
    await setPolicy(admin, { mode: 'answer', disclosure: null, evidenceFloor: 0.6 });
    expect(await ending(stack, await writes(stack, newContact(), question))).toBe('no_evidence');
    await setPolicy(admin, { mode: 'answer', disclosure: null, evidenceFloor: 0.6, similarityFloor: NEAR });
    const contact = newContact();
    const asked = stack.simulator.modelAsked.length;
    const id = await writes(stack, contact, question);
    expect(await ending(stack, id)).toBe('answered');
    expect(stack.simulator.modelAsked.slice(asked).some(prompt => prompt.includes('within 30 days'))).toBe(true);
    await eventually(() => told(stack, contact).join(), 'the answer to be sent', {
      until: seen => seen.includes('30 days'),
    });
    await setPolicy(admin, { mode: 'answer', disclosure: null });
    // A trial tells how near it was, so that one can say what is near enough.
    const {
      body: { id: trialId },
    } = await admin.post('/api/v1/ai/trials', { items: [{ question }, { question: 'I want to talk to a human' }] });
    const {
      results: [searched, asksForHuman],
    } = await eventually(async () => {
      const { body } = await admin.get(`/api/v1/ai/trials/${trialId}`);
      return body.state === 'done' ? body : null;
    }, 'the trial');
    expect(searched!.similarity).toBeGreaterThan(NEAR);
    expect(asksForHuman!.similarity).toBeNull();
  });

  test('one tenant’s vectors are not another’s, not even with a forged place in memory', async () => {
    const index = new VectorIndex();
    const own = new Set(
      (
        await stack.db.admin.query<{ id: string }>('SELECT id FROM kb_passage WHERE tenant_id = $1', [
          stack.tenants[1]!.id,
        ])
      ).rows.map(row => row.id),
    );
    for (let round = 0; round < 2; round++)
      for (const tenant of [0, 1]) {
        const found = await find(MISSPELT, index, tenant);
        expect(found.passages.length).toBeGreaterThan(0);
        expect(found.passages.every(passage => own.has(passage.id) === (tenant === 1))).toBe(true);
      }
    const seen = await stack.db.database.withTenant(stack.tenants[1]!.id, unit =>
      unit.tx.kbVector.count({ where: { tenantId: stack.tenants[0]!.id } }),
    );
    expect(seen).toBe(0);
  });

  test('unpublished: found no more, though it is still in memory; published anew: found again', async () => {
    const index = new VectorIndex();
    await find(MISSPELT, index);
    await admin.post(`/api/v1/knowledge/documents/${returns}/unpublish`);
    expect((await find(MISSPELT, index)).passages.map(passage => passage.documentId)).not.toContain(returns);
    await admin.put(`/api/v1/knowledge/documents/${returns}`, { version: 1, title: 'Returns', body: RETURNS });
    await admin.post(`/api/v1/knowledge/documents/${returns}/publish`, { version: 2 });
    await allRead();
    expect((await find(MISSPELT, index)).passages[0]!.documentId).toBe(returns);
  });

  test('where the model of embeddings does not answer, words do; and passages are read when it does again', async () => {
    stack.simulator.change({ model: 'adv-embed-500' });
    const hours = await publishArticle(admin, 'Delivery', 'A delivery takes two working days.');
    const policy = { mode: 'answer', disclosure: null };
    await eventually(
      () => stack.simulator.modelCalls.some(call => call.model === 'demo-hash-1' && call.status === 500),
      'a call that fails',
    );
    expect(await find('How long does a delivery take?', null)).toMatchObject({ passages: [{ documentId: hours }] });
    stack.simulator.change({ model: null });
    // Whoever publishes, or changes the policy, has it tried again at once.
    await setPolicy(admin, policy);
    await allRead();
  });
});

test('published while no worker runs: read when one does, each passage once', async () => {
  await stack.stopWorker();
  await publishArticle(
    admin,
    'Many bicycles',
    Array.from({ length: 70 }, (_, part) => `## Bicycle ${part}\n\nBicycle number ${part} can be returned.`).join(
      '\n\n',
    ),
  );
  expect(await vectors()).toBeLessThan(await passages());
  const calls = stack.simulator.modelCalls.length;
  await stack.startWorker();
  await allRead();
  const texts = stack.simulator.modelCalls.slice(calls).flatMap(call => call.messages.map(message => message.content));
  expect(texts).toHaveLength(70);
  expect(new Set(texts).size).toBe(70);
});

test('what nobody was told of is found by the sweep', async () => {
  const tenantId = stack.tenants[0]!.id;
  // A workflow that runs is left alone, and the one of before may have looked for the last time.
  await stack.client.workflow.getHandle(passagesWorkflowId(tenantId)).result();
  await stack.db.admin.query('DELETE FROM kb_vector WHERE tenant_id = $1', [tenantId]);
  const { database, temporal: client } = stack.app;
  const models = new Models(database, stack.app.box, {
    operators: demoOperators(stack.simulatorUrl, true),
    allowedNetworks: [],
  });
  await sweep(
    {
      database,
      tenants: stack.db.tenants,
      client,
      taskQueue: stack.taskQueue,
      continueAsNewAfterTurns: 150,
      log: pino({ level: 'silent' }),
      models,
    },
    Date.now(),
  );
  await allRead();
  await models.close();
});

describe('what it costs', () => {
  test('the budget counts: nothing is read beyond it, and the rest when there is more', async () => {
    await setPolicy(other, {
      mode: 'answer',
      caps: {
        answersPerConversation: 10,
        microsPerConversation: null,
        tokensPerDay: 1,
        microsPerDay: null,
        microsPerMonth: null,
      },
    });
    const before = await vectors(1);
    await publishArticle(other, 'Opening hours', 'Our shops are open from ten to four.');
    await readingWaits(1);
    expect(await vectors(1)).toBe(before);
    await setPolicy(other, { mode: 'answer' });
    await allRead(1);
  });

  test('usage is what the endpoint counted', async () => {
    await eventually(
      async () => (await stack.db.admin.query("SELECT 1 FROM ai_call WHERE state = 'reserved'")).rowCount,
      'all calls to be counted',
      { until: seen => seen === 0 },
    );
    const {
      rows: [used],
    } = await stack.db.admin.query<{ tokens: number; micros: number }>(
      'SELECT sum(tokens)::int AS tokens, sum(micros)::int AS micros FROM ai_usage WHERE length(period) = 10',
    );
    // What a call cost that broke off nobody knows: what was reserved for it counts.
    const {
      rows: [lost],
    } = await stack.db.admin.query<{ tokens: number }>(
      "SELECT sum(reserved_tokens)::int AS tokens FROM ai_call WHERE error = 'server_error'",
    );
    expect(used!.tokens - lost!.tokens).toBe(
      stack.simulator.modelCalls.reduce((sum, call) => sum + call.promptTokens + call.completionTokens, 0),
    );
    expect(used!.micros).toBeGreaterThan(0);
    const purposes = new Set((await admin.get('/api/v1/ai/calls?limit=100')).body.items.map(each => each.purpose));
    expect([...purposes]).toEqual(expect.arrayContaining(['passages', 'question', 'answer']));
  });
});

describe('a tenant’s own endpoint', () => {
  test('its model of embeddings is tried; what does not work is not used, and the operator’s is not asked in its place', async () => {
    const set = async (embeddingModel: string | null): Promise<object> => {
      expect(
        (
          await other.put('/api/v1/ai/endpoint', {
            baseUrl: `${stack.simulatorUrl}/v1`,
            model: 'demo-extractive-1',
            apiKey: 'own',
            embeddingModel,
          })
        ).status,
      ).toBe(202);
      return eventually(async () => {
        const { endpoint } = (await other.get('/api/v1/ai/endpoint')).body;
        return endpoint!.checkedAt === null ? null : endpoint;
      }, 'the endpoint to be tried');
    };
    expect(await set('demo-hash-1')).toMatchObject({
      capability: 'json_schema',
      embeddingModel: 'demo-hash-1',
      embeddingDimensions: 256,
      embeddingProblem: null,
    });
    stack.simulator.change({ model: 'adv-embed-500' });
    expect(await set('demo-hash-1')).toMatchObject({ embeddingDimensions: null, embeddingProblem: 'server_error' });
    stack.simulator.change({ model: null });
    await set(null);
    const calls = stack.simulator.modelCalls.length;
    expect(await ending(stack, await writes(stack, newContact(), 'When are the shops open?', 1))).toBe('answered');
    expect(stack.simulator.modelCalls.slice(calls).map(call => call.model)).toEqual(['demo-extractive-1']);
  });
});

describe('the nearest', () => {
  const DIMENSIONS = 16;
  const model = 'random';
  let state = 5;
  const random = () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 4_294_967_296 - 0.5;
  const some = () => Array.from({ length: DIMENSIONS }, random);
  const cosine = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * b[at]!, 0) / Math.hypot(...a) / Math.hypot(...b);

  test('are exactly those, while vectors come, change and go; and where memory is short, of what words found', async () => {
    const tenantId = stack.tenants[0]!.id;
    const within = <T>(work: Parameters<typeof stack.db.database.withTenant<T>>[1]) =>
      stack.db.database.withTenant(tenantId, work);
    // So that nobody else reads them.
    await setPolicy(admin, { mode: 'off' });
    await publishArticle(
      admin,
      'Many',
      Array.from({ length: 40 }, (_, place) => `## Part ${place}\n\nText number ${place} of many.`).join('\n\n'),
    );
    const ids = (
      await stack.db.admin.query<{ id: string }>('SELECT id FROM kb_passage WHERE tenant_id = $1 ORDER BY id', [
        tenantId,
      ])
    ).rows.map(row => row.id);
    const truth = new Map<string, number[]>();
    const [index, small] = [new VectorIndex(), new VectorIndex(0)];
    for (let round = 0; round < 6; round++) {
      const batch = ids.slice(round * 7, round * 7 + 10).map(id => ({ id, vector: some() }));
      await within(unit => keepVectors(unit, model, batch));
      for (const { id, vector } of batch) truth.set(id, vector);
      if (round === 3) {
        const gone = [...truth.keys()].slice(0, 5);
        await stack.db.admin.query('DELETE FROM kb_vector WHERE passage_id = ANY($1::uuid[])', [gone]);
        for (const id of gone) truth.delete(id);
      }
      const question = some();
      const wanted = [...truth]
        .map(([id, vector]) => ({ id, similarity: cosine(question, vector) }))
        .sort((a, b) => b.similarity - a.similarity);
      const found = await within(unit => index.nearest(unit, { model, vector: question }, [], 5));
      expect(found.map(each => each.id)).toEqual(wanted.slice(0, 5).map(each => each.id));
      for (const [place, { similarity }] of found.entries())
        expect(similarity).toBeCloseTo(wanted[place]!.similarity, 4);
      const among = wanted.slice(3, 9).map(each => each.id);
      expect(
        (await within(unit => small.nearest(unit, { model, vector: question }, among, 5))).map(each => each.id),
      ).toEqual(among.slice(0, 5));
    }
    expect(await within(unit => index.nearest(unit, { model: 'another', vector: some() }, ids, 5))).toEqual([]);
  });
});
